namespace MtrlAkka.Physics.Rendering;

/// <summary>A way to OpenGL without a window.</summary>
internal interface IGraphicsPlatform
{
    /// <summary>What draws, in a few words.</summary>
    string Description { get; }

    /// <summary>A new context, not yet current.</summary>
    /// <exception cref="RenderingException">The driver refuses.</exception>
    GraphicsContext CreateGraphicsContext();

    /// <summary>Lets MuJoCo find the OpenGL functions of this platform.</summary>
    void Publish();
}
