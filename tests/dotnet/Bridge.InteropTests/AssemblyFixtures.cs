[assembly: AssemblyFixture(typeof(ManagerFixture))]
[assembly: BridgeReport]
