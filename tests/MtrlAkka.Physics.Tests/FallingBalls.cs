namespace MtrlAkka.Physics.Tests;

/// <summary>
/// Eight balls, far apart when loaded, that can be laid on the floor: eight contacts then want room that a scene with a
/// small size has not. MuJoCo tries the scene while it loads, so room for the balls in the air there must be.
/// </summary>
internal static class FallingBalls
{
    public const int Count = 8;

    /// <summary>Numbers that a moving ball has in the positions.</summary>
    private const int PoseSize = 7;

    /// <summary>The scene with <paramref name="size"/> as attributes of its size.</summary>
    public static string Xml(string size) => $"""
        <mujoco>
          <size {size}/>
          <option timestep="0.002"/>
          <worldbody>
            <geom type="plane" size="2 2 0.1"/>
            {string.Join("\n", Enumerable.Range(0, Count).Select(static i => $"<body pos=\"{0.2 * i} 0 1\"><freejoint/><geom size=\"0.05\"/></body>"))}
          </worldbody>
        </mujoco>
        """;

    /// <summary>A size that holds everything.</summary>
    public static string Ample(MuJoCoLibrary library) => Size(library, 4096);

    /// <summary>So many KiB: since 2.3 one memory for all, before that a stack beside lists that are large enough.</summary>
    public static string Size(MuJoCoLibrary library, int kibibytes) => library.Version == "2.2.2"
        ? $"nstack=\"{kibibytes * 1024 / sizeof(double)}\" njmax=\"200\" nconmax=\"50\""
        : $"memory=\"{kibibytes}K\"";

    /// <summary>Lays the balls a little into the floor.</summary>
    public static void Land(Simulation simulation)
    {
        for (int i = 0; i < Count; i++) simulation.Positions[PoseSize * i + 2] = 0.049;
    }

    /// <summary>Where the balls are after some steps on the floor.</summary>
    public static double[] Settle(Simulation simulation)
    {
        Land(simulation);
        simulation.Step(5);
        simulation.Forward();
        return simulation.Positions.ToArray();
    }
}
