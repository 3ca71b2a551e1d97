namespace MtrlAkka.Physics.Rendering;

/// <summary>
/// Where OpenGL comes from in this process: a graphics device by EGL where one works, else software by OSMesa, else
/// software by EGL. One process uses one, since MuJoCo binds its OpenGL functions once.
/// </summary>
public static class GraphicsPlatform
{
    /// <summary>Environment variable that chooses: <c>osmesa</c> or <c>egl</c>.</summary>
    public const string Variable = "MTRL_GL";

    private static readonly Lock Choosing = new();
    private static IGraphicsPlatform? _chosen;

    /// <summary>What draws here, in a few words.</summary>
    /// <exception cref="RenderingException">Nothing does; the message names the packages to install.</exception>
    public static string Description => Chosen.Description;

    internal static IGraphicsPlatform Chosen
    {
        get
        {
            lock (Choosing)
            {
                if (_chosen is not null) return _chosen;
                var found = Find(Environment.GetEnvironmentVariable(Variable));
                // Only what is used: MuJoCo would take the first of several.
                found.Publish();
                return _chosen = found;
            }
        }
    }

    /// <summary>The platform of a choice; null or empty for the best one.</summary>
    /// <exception cref="RenderingException">The choice is unknown, or not to be had here.</exception>
    internal static IGraphicsPlatform Find(string? choice) => choice switch
    {
        null or "" => EglLibrary.Find(software: false) ?? OsMesaLibrary.Find() ?? (IGraphicsPlatform?)EglLibrary.Find(software: true)
            ?? throw new RenderingException("nothing here draws without a window: apt-get install libosmesa6 (software), or libegl1 and a graphics card's driver"),
        "osmesa" => OsMesaLibrary.Find()
            ?? throw new RenderingException($"{Variable}=osmesa, but libOSMesa.so.8 does not load: apt-get install libosmesa6"),
        "egl" => EglLibrary.Find(software: true)
            ?? throw new RenderingException($"{Variable}=egl, but libEGL.so.1 does not load or has no device that works: apt-get install libegl1 libgl1-mesa-dri, or a graphics card's driver"),
        _ => throw new RenderingException($"{Variable}={choice}: it must be osmesa or egl"),
    };
}
