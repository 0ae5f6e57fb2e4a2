using Bridge.Connections;

namespace Bridge.Tests.Connections;

public class OutgoingOperandsTests
{
    private static readonly byte[] Own = [1, 2, 3, 4];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(100)]
    public void Pieces_come_in_their_order_however_little_goes_out_at_once(int most)
    {
        var operands = Two();
        var sent = new List<byte>();

        while (operands.Send(Own, piece => Take(piece, most, sent)) >= 0)
        {
        }

        Assert.Equal(new byte[] { 1, 10, 11, 12, 2, 3, 20, 21, 4 }, sent);
        var whole = new byte[sent.Count];
        operands.CopyTo(Own, whole);
        Assert.Equal(sent, whole);
        Assert.Equal(5, operands.Length);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(7)]
    public void Detached_they_send_what_they_were_although_the_caller_changes_his_values(int before)
    {
        byte[] first = [10, 11, 12], second = [20, 21];
        var operands = new OutgoingOperands();
        operands.Add(1, first);
        operands.Add(3, second);
        var sent = new List<byte>();
        while (sent.Count < before)
        {
            operands.Send(Own, piece => Take(piece, 1, sent));
        }

        operands.Detach();
        first.AsSpan().Clear();
        second.AsSpan().Clear();
        while (operands.Send(Own, piece => Take(piece, 2, sent)) >= 0)
        {
        }

        Assert.Equal(new byte[] { 1, 10, 11, 12, 2, 3, 20, 21, 4 }, sent);
    }

    [Fact]
    public void Rewound_they_are_sent_once_more()
    {
        var operands = Two();
        var sent = new List<byte>();
        for (var time = 0; time < 2; time++)
        {
            operands.Rewind();
            while (operands.Send(Own, piece => Take(piece, 3, sent)) >= 0)
            {
            }
        }

        Assert.Equal(new byte[] { 1, 10, 11, 12, 2, 3, 20, 21, 4, 1, 10, 11, 12, 2, 3, 20, 21, 4 }, sent);
    }

    [Fact]
    public void Dropped_they_touch_the_caller_s_values_no_more()
    {
        var operands = Two();

        operands.Drop();

        Assert.Throws<ObjectDisposedException>(() => operands.Send(Own, piece => piece.Length));
    }

    private static OutgoingOperands Two()
    {
        var operands = new OutgoingOperands();
        operands.Add(1, new byte[] { 10, 11, 12 });
        operands.Add(3, new byte[] { 20, 21 });
        return operands;
    }

    private static int Take(ReadOnlyMemory<byte> piece, int most, List<byte> sent)
    {
        var count = Math.Min(most, piece.Length);
        sent.AddRange(piece.Span[..count]);
        return count;
    }
}
