using System.CommandLine;
using Bridge.Fuzz;

var count = new Option<long>("--count") { Description = "How many mutants to try.", DefaultValueFactory = _ => 5_000_000 };
var seed = new Option<int>("--seed") { Description = "Makes a run repeatable.", DefaultValueFactory = _ => 1 };
var instrumented = new Option<bool>("--instrumented") { Hidden = true };
var root = new RootCommand(
    "Looks for pickles that make the codec do anything but read them or throw UnpicklingException. Guided by coverage: "
    + "a mutant that reaches new code is mutated further.")
{
    count, seed, instrumented,
};
root.SetAction(parsed => parsed.GetValue(instrumented)
    ? FuzzLoop.Run(parsed.GetValue(count), parsed.GetValue(seed))
    : InstrumentedCopy.Run(parsed.GetValue(count), parsed.GetValue(seed)));
return root.Parse(args).Invoke();
