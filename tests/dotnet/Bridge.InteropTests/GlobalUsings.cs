global using Bridge.Testing;
global using Bridge.TestUtilities;
