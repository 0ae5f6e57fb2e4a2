namespace Bridge.PythonNet.Tests;

internal interface IShop : IHours
{
    int Sum(params int[] numbers);

    string Paint(Color? color = Color.Green, CancellationToken cancellationToken = default);

    Task<object?> ParseAsync(string json);

    IEnumerable<int> Lazy();
}

internal interface IHours
{
    bool Open();
}

internal enum Color
{
    Red = 0,
    Green = 1,
    Blue = 2,
}
