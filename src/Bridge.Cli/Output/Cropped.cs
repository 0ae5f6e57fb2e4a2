using Spectre.Console.Rendering;

namespace Bridge.Cli.Output;

/// <summary>Content that a narrow window cuts off on the right instead of breaking its lines.</summary>
internal sealed class Cropped(IRenderable content) : Renderable
{
    private const int NaturalWidth = 1000;

    /// <inheritdoc/>
    protected override IEnumerable<Segment> Render(RenderOptions options, int maxWidth)
    {
        foreach (var line in Segment.SplitLines(content.Render(options, NaturalWidth)))
        {
            foreach (var segment in Segment.Truncate(line, maxWidth))
            {
                yield return segment;
            }

            yield return Segment.LineBreak;
        }
    }
}
