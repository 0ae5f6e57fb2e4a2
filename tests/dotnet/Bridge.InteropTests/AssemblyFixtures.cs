using Bridge.InteropTests;

[assembly: AssemblyFixture(typeof(SharedManager))]
[assembly: TestCollectionOrderer(typeof(LongFirst))]
