using System.Diagnostics.CodeAnalysis;
using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.CompilerServices;
using Bridge.Pickle.Converters;

namespace Bridge.Pickle.Records;

/// <summary>Compiles what is done once per record: reading its properties, and calling its constructor.</summary>
[RequiresDynamicCode("Compiles code at run time; guarded by RecordTypes.AreSupported.")]
internal static class RecordCompiler
{
    private const BindingFlags Members = BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
    private const string Trimming = "The members are used by other code too, and stay.";

    /// <summary>Writes keys and values of a record.</summary>
    internal static RecordWrite<T> CompilePairs<T>(
        IReadOnlyList<RecordMember> members, PickleConverter[] converters) =>
        Compile<T>(members, converters, hasKeys: true);

    /// <summary>Writes the values of a record one after the other.</summary>
    internal static RecordWrite<T> CompileValues<T>(
        IReadOnlyList<RecordMember> members, PickleConverter[] converters) =>
        Compile<T>(members, converters, hasKeys: false);

    /// <summary>Makes a record of the values in the slots.</summary>
    internal static Func<RecordSlot[], T> CompileCreation<T>(RecordShape shape)
    {
        var slots = Expression.Parameter(typeof(RecordSlot[]), "slots");
        var result = Expression.Variable(typeof(T), "result");
        var places = shape.Members.Select((member, i) => (member, Slot: Expression.ArrayIndex(slots, Expression.Constant(i))))
            .ToList();
        var arguments = (shape.Constructor?.GetParameters() ?? []).Select(
            p => ValueOf(places.First(place => place.member.Parameter == p)));
        var body = new List<Expression>
        {
            Expression.Assign(
                result,
                shape.Constructor is { } constructor
                    ? Expression.New(constructor, arguments) : Expression.Default(typeof(T))),
        };
        foreach (var place in places.Where(p => p.member is { Parameter: null, CanSet: true }))
        {
            var isSet = Expression.Field(place.Slot, typeof(RecordSlot).GetField(nameof(RecordSlot.IsSet), Members)!);
            body.Add(Expression.IfThen(
                isSet, Expression.Assign(Expression.Property(result, place.member.Property), ValueOf(place))));
        }

        body.Add(result);
        return Expression.Lambda<Func<RecordSlot[], T>>(Expression.Block([result], body), slots).Compile();
    }

    /// <summary>
    /// Each value is one call of a sealed type, so that the JIT sees its code. Arrays instead of constants: those of a
    /// compiled expression are checked by a cast each time.
    /// </summary>
    [UnconditionalSuppressMessage("Trimming", "IL2060", Justification = Trimming)]
    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = Trimming)]
    private static RecordWrite<T> Compile<T>(
        IReadOnlyList<RecordMember> members, PickleConverter[] converters, bool hasKeys)
    {
        var writer = Expression.Parameter(typeof(PickleWriter), "writer");
        var value = Expression.Parameter(typeof(T), "value");
        var keys = Expression.Parameter(typeof(int[]), "keys");
        var names = Expression.Parameter(typeof(string[]), "names");
        var all = Expression.Parameter(typeof(PickleConverter[]), "converters");
        var writeKey = typeof(RecordCompiler).GetMethod(nameof(WriteKey), BindingFlags.Static | BindingFlags.NonPublic)!;
        var cast = typeof(Unsafe).GetMethod(nameof(Unsafe.As), 1, [typeof(object)])!;
        var body = new List<Expression>();
        for (var i = 0; i < members.Count; i++)
        {
            var place = Expression.Constant(i);
            if (hasKeys)
            {
                body.Add(Expression.Call(writeKey, writer, keys, place, names));
            }

            var type = converters[i].GetType();
            var write = type.GetMethod(
                "Write",
                BindingFlags.Instance | BindingFlags.NonPublic,
                [typeof(PickleWriter), members[i].Property.PropertyType])!;
            body.Add(Expression.Call(
                Expression.Call(cast.MakeGenericMethod(type), Expression.ArrayIndex(all, place)),
                write,
                writer,
                Expression.Property(value, members[i].Property)));
        }

        return Expression.Lambda<RecordWrite<T>>(
            Expression.Block(typeof(void), body), writer, value, keys, names, all).Compile();
    }

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = Trimming)]
    [UnconditionalSuppressMessage("Trimming", "IL2055", Justification = Trimming)]
    private static MemberExpression ValueOf((RecordMember Member, BinaryExpression Slot) place)
    {
        var type = typeof(RecordSlot<>).MakeGenericType(place.Member.Property.PropertyType);
        return Expression.Field(Expression.Convert(place.Slot, type), nameof(RecordSlot<>.Value));
    }

    /// <summary>A key that is in the memo is found by where it was the last time.</summary>
    private static void WriteKey(PickleWriter writer, int[] keys, int position, string[] names)
    {
        var index = keys[position];
        if (index >= 0)
        {
            writer.WriteReference(index);
        }
        else
        {
            keys[position] = writer.WriteKey(names[position]);
        }
    }
}
