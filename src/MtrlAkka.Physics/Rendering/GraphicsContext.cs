namespace MtrlAkka.Physics.Rendering;

/// <summary>An OpenGL context without a window. It is used, and disposed of, on the thread that made it.</summary>
internal abstract class GraphicsContext : IDisposable
{
    /// <summary>Makes it the context that the calling thread draws with.</summary>
    /// <exception cref="RenderingException">The driver refuses.</exception>
    public abstract void MakeCurrent();

    /// <inheritdoc/>
    public abstract void Dispose();
}
