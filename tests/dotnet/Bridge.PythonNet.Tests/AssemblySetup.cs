using Bridge.PythonNet.Tests;
using Xunit.Sdk;
using Xunit.v3;

[assembly: AssemblyFixture(typeof(PythonFixture))]
[assembly: Parallelization(Mode = ParallelMode.None)]
