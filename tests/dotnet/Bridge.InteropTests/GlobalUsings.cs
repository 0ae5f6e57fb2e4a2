global using Bridge.TestUtilities;
