using Bridge.InteropTests;

[assembly: AssemblyFixture(typeof(SharedManager))]
