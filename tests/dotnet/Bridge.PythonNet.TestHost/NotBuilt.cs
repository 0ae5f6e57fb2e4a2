System.Console.WriteLine("Built without pythonnet.");
return 1;
