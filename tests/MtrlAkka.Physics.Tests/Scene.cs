namespace MtrlAkka.Physics.Tests;

/// <summary>Small scenes, written to a folder of their own.</summary>
internal sealed class Scene : IDisposable
{
    public const string Pendulum = """
        <mujoco>
          <option timestep="0.002" cone="elliptic"/>
          <worldbody>
            <geom name="floor" type="plane" size="2 2 0.1"/>
            <site name="mark" pos="0.5 0 1"/>
            <body name="target" mocap="true" pos="0.3 0 1"/>
            <body name="arm" pos="0 0 1">
              <joint name="hinge" type="hinge" axis="0 1 0"/>
              <geom name="rod" type="capsule" fromto="0 0 0 0.4 0 0" size="0.03"/>
            </body>
            <body name="ball" pos="0.2 0 0.5">
              <freejoint name="free"/>
              <geom name="ball" type="sphere" size="0.05"/>
            </body>
          </worldbody>
          <actuator><motor name="motor" joint="hinge"/></actuator>
        </mujoco>
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mtrl-scene");

    public Scene(string xml)
    {
        Path = System.IO.Path.Combine(_folder.FullName, "scene.xml");
        File.WriteAllText(Path, xml);
    }

    public string Path { get; }

    public void Dispose() => _folder.Delete(recursive: true);
}
