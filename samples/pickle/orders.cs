#:project ../../src/Bridge/Bridge.csproj
#:property PublishAot=false

// Reads the orders that orders.py wrote, pays the first, and writes all of them again as instances of Python's classes.
using Bridge.Pickle;

var path = args[0];
var orders = PickleSerializer.Deserialize<List<Order>>(File.ReadAllBytes(path));
orders[0] = orders[0] with { Status = Status.Paid };
File.WriteAllBytes(path, PickleSerializer.Serialize(orders));

// Without asking for a type: objects of unknown classes are inert, registered ones are not.
var inert = (List<object?>)PickleSerializer.Deserialize(File.ReadAllBytes(path))!;
Console.WriteLine(((PythonObject)inert[0]!).ClassName);

var options = PickleOptions.Default.WithClass<Order>().WithClass<Money>().WithClass<Point>().WithClass<Status>();
var known = (List<object?>)PickleSerializer.Deserialize(File.ReadAllBytes(path), options)!;
Console.WriteLine(known[0]);

// A record without the attribute is a dict.
var pickle = PickleSerializer.Serialize(new Customer("Ann", "ann@example.org", LoyaltyPoints: 12));
Console.WriteLine(PickleSerializer.Deserialize(pickle));
var customer = PickleSerializer.Deserialize<Customer>(pickle);
Console.WriteLine(customer);

// A type that no pickle has, by way of one that every pickle has.
var temperatures = PickleOptions.Default.WithConverter(new TemperatureConverter());
var degrees = PickleSerializer.Deserialize<Dictionary<string, Temperature>>(
    PickleSerializer.Serialize(new Dictionary<string, double> { ["Rome"] = 21.5 }), temperatures);
Console.WriteLine(degrees["Rome"]);

[PythonClass("shop.Status")]
enum Status
{
    Open = 1,
    Paid = 2,
}

[PythonClass("shop.Order")]
sealed record Order(int Number, Money Total, Status Status, Point Place);

[PythonClass("shop.Point", Form = PythonClassForm.NamedTuple)]
readonly record struct Point(int X, double Y);

[PythonClass("shop.Money", Form = PythonClassForm.Call)]
sealed record Money(string Amount, string Currency);

sealed record Customer(string Name, [property: PythonName("e_mail")] string Email, int LoyaltyPoints = 0)
{
    [PythonIgnore]
    public bool IsLoyal => LoyaltyPoints > 10;
}

readonly record struct Temperature(double Celsius);

sealed class TemperatureConverter : IPickleConverter<Temperature, double>
{
    public double ToPickle(Temperature value) => value.Celsius;

    public Temperature FromPickle(double value) => value >= -273.15
        ? new Temperature(value)
        : throw new ArgumentException("It is below absolute zero.");
}
