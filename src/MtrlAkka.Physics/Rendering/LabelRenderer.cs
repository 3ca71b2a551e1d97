using System.Text;

namespace MtrlAkka.Physics.Rendering;

/// <summary>
/// Makes pictures of short texts in MuJoCo's own font, so that no font need be installed. It belongs to the thread that
/// made it, <see cref="Dispose"/> included.
/// </summary>
public sealed unsafe class LabelRenderer : IDisposable
{
    // MuJoCo's largest font is three times its smallest: drawn so and averaged, its letters have smooth edges.
    private const int Samples = 3;

    private const int NormalFont = 0;

    private readonly OffscreenTarget _target;

    /// <summary>Prepares labels of one size; letters are about twelve pixels high.</summary>
    /// <param name="model">Any scene, not needed afterwards: MuJoCo reads no pixels back without one.</param>
    /// <param name="width">Pixels of a row; at most 426 for this project's scenes before MuJoCo 2.3.4.</param>
    /// <param name="height">Rows.</param>
    /// <exception cref="RenderingException">Nothing here draws, or the size is too large.</exception>
    public LabelRenderer(Model model, int width, int height) =>
        _target = new OffscreenTarget(new RenderFunctions(model.Library), model.Pointer, width, height, Samples);

    /// <summary>Draws a line of text in the middle of the picture; what does not fit is cut off.</summary>
    /// <param name="text">ASCII.</param>
    /// <param name="ink">Brightness of the letters, 0 to 1.</param>
    /// <param name="paper">Brightness of what is behind them.</param>
    /// <param name="rgb">Receives width · height · 3 bytes, top row first.</param>
    public void Render(string text, float ink, float paper, Span<byte> rgb)
    {
        _target.Begin();
        fixed (byte* bytes = Encoding.ASCII.GetBytes(text + '\0'))
            _target.Functions.Label(_target.Area, NormalFont, bytes, paper, paper, paper, 1, ink, ink, ink, _target.Context);
        _target.Read(rgb);
    }

    /// <inheritdoc/>
    public void Dispose() => _target.Dispose();
}
