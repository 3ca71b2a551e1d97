using System.Runtime.InteropServices;
using System.Text;

namespace MtrlAkka.Physics;

/// <summary>
/// A compiled MJCF scene. Positions of bodies and sites may be changed between steps; everything else is fixed.
/// Not safe for several threads at once; each environment holds its own.
/// </summary>
public sealed unsafe class Model : IDisposable
{
    private const int BodyType = 1, JointType = 3, GeomType = 5, SiteType = 6, CameraType = 7;
    private const int WeldConstraint = 1;
    private const int EqualityNumbers = 11;

    // MuJoCo's parser keeps state of its own between calls.
    private static readonly Lock Parsing = new();

    private readonly ModelHandle _handle;
    private readonly byte* _start;
    private readonly double* _bodyPositions, _sitePositions, _equalityNumbers;
    private readonly int* _mocapOfBody, _positionOfJoint, _velocityOfJoint, _equalityTypes;

    private Model(MuJoCoLibrary library, string path, nint model)
    {
        Library = library;
        Path = path;
        _handle = new ModelHandle(library.Functions, model);
        _start = (byte*)model;
        PositionCount = Count("nq");
        VelocityCount = Count("nv");
        ControlCount = Count("nu");
        ActivationCount = Count("na");
        BodyCount = Count("nbody");
        JointCount = Count("njnt");
        GeomCount = Count("ngeom");
        SiteCount = Count("nsite");
        CameraCount = Count("ncam");
        MocapCount = Count("nmocap");
        EqualityCount = Count("neq");
        UserDataCount = Count("nuserdata");
        _bodyPositions = (double*)Array("body_pos");
        _sitePositions = (double*)Array("site_pos");
        _equalityNumbers = (double*)Array("eq_data");
        _equalityTypes = (int*)Array("eq_type");
        _mocapOfBody = (int*)Array("body_mocapid");
        _positionOfJoint = (int*)Array("jnt_qposadr");
        _velocityOfJoint = (int*)Array("jnt_dofadr");
        TimeStep = *(double*)(_start + Layout["mjModel.opt"].Offset + Layout["mjOption.timestep"].Offset);
    }

    /// <summary>The library that compiled it.</summary>
    public MuJoCoLibrary Library { get; }

    /// <summary>The MJCF file.</summary>
    public string Path { get; }

    /// <summary>Number of generalised positions (nq).</summary>
    public int PositionCount { get; }

    /// <summary>Number of generalised velocities (nv).</summary>
    public int VelocityCount { get; }

    /// <summary>Number of actuators (nu).</summary>
    public int ControlCount { get; }

    /// <summary>Number of actuator activations (na).</summary>
    public int ActivationCount { get; }

    /// <summary>Number of bodies, the world included.</summary>
    public int BodyCount { get; }

    /// <summary>Number of joints.</summary>
    public int JointCount { get; }

    /// <summary>Number of geoms.</summary>
    public int GeomCount { get; }

    /// <summary>Number of sites.</summary>
    public int SiteCount { get; }

    /// <summary>Number of cameras.</summary>
    public int CameraCount { get; }

    /// <summary>Number of mocap bodies.</summary>
    public int MocapCount { get; }

    /// <summary>Number of equality constraints.</summary>
    public int EqualityCount { get; }

    /// <summary>Number of user numbers in a simulation's state.</summary>
    public int UserDataCount { get; }

    /// <summary>Seconds a step.</summary>
    public double TimeStep { get; }

    internal MuJoCoLayout Layout => Library.Layout;

    internal ModelHandle Handle => _handle;

    internal nint Pointer
    {
        get
        {
            ObjectDisposedException.ThrowIf(_handle.IsClosed, this);
            return (nint)_start;
        }
    }

    /// <summary>Compiles an MJCF file, together with what it includes.</summary>
    /// <exception cref="MuJoCoException">The file is missing or wrong; the message holds MuJoCo's own.</exception>
    public static Model Load(MuJoCoLibrary library, string path)
    {
        if (!File.Exists(path)) throw new MuJoCoException($"there is no scene file {path}");
        const int ErrorLength = 1000;
        byte* error = stackalloc byte[ErrorLength];
        error[0] = 0;
        nint model;
        lock (Parsing)
        {
            fixed (byte* name = ZeroTerminated(path)) model = library.Functions.LoadXml(name, null, error, ErrorLength);
        }

        if (model != 0) return new Model(library, path, model);
        string reason = (Marshal.PtrToStringUTF8((nint)error) ?? string.Empty).ReplaceLineEndings(" ").Trim();
        throw new MuJoCoException($"{path} is not a scene that MuJoCo {library.Version} accepts: {reason}");
    }

    /// <summary>Position of a body in its parent's frame, metres; may be written.</summary>
    public Span<double> BodyPosition(int body) => new(_bodyPositions + 3 * Checked(body, BodyCount), 3);

    /// <summary>Position of a site in its body's frame, metres; may be written.</summary>
    public Span<double> SitePosition(int site) => new(_sitePositions + 3 * Checked(site, SiteCount), 3);

    /// <summary>Index of a body.</summary>
    /// <exception cref="MuJoCoException">The scene has none of that name; so for the other kinds.</exception>
    public int Body(string name) => Id(BodyType, "body", name);

    /// <summary>Index of a joint.</summary>
    public int Joint(string name) => Id(JointType, "joint", name);

    /// <summary>Index of a geom.</summary>
    public int Geom(string name) => Id(GeomType, "geom", name);

    /// <summary>Index of a site.</summary>
    public int Site(string name) => Id(SiteType, "site", name);

    /// <summary>Index of a camera.</summary>
    /// <exception cref="MuJoCoException">The scene has none of that name; the message has the names that there are.</exception>
    public int Camera(string name)
    {
        int id = Find(CameraType, name);
        return id >= 0 ? id : throw new MuJoCoException(
            $"{Path} has no camera named '{name}'; there are {string.Join(", ", CameraNames)}");
    }

    /// <summary>Names of the cameras that have one, in the scene's order.</summary>
    public IReadOnlyList<string> CameraNames => [.. Enumerable.Range(0, CameraCount)
        .Select(id => Marshal.PtrToStringUTF8((nint)Library.Functions.IdToName(Pointer, CameraType, id)))
        .OfType<string>().Where(static name => name.Length > 0)];

    /// <summary>Index of a body's pose in <see cref="Simulation.MocapPositions"/>; -1 for a body that is not mocap.</summary>
    public int MocapOf(int body) => _mocapOfBody[Checked(body, BodyCount)];

    /// <summary>Index of a joint's first number in <see cref="Simulation.Positions"/>.</summary>
    public int PositionAddress(int joint) => _positionOfJoint[Checked(joint, JointCount)];

    /// <summary>Index of a joint's first number in <see cref="Simulation.Velocities"/>.</summary>
    public int VelocityAddress(int joint) => _velocityOfJoint[Checked(joint, JointCount)];

    /// <summary>Gives every weld the same eleven numbers (anchor, relative pose, torque scale).</summary>
    public void SetWelds(ReadOnlySpan<double> numbers)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(numbers.Length, EqualityNumbers);
        ObjectDisposedException.ThrowIf(_handle.IsClosed, this);
        for (int i = 0; i < EqualityCount; i++)
        {
            if (_equalityTypes[i] == WeldConstraint)
                numbers.CopyTo(new Span<double>(_equalityNumbers + EqualityNumbers * i, EqualityNumbers));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();

    private static byte[] ZeroTerminated(string text) => Encoding.UTF8.GetBytes(text + '\0');

    private int Checked(int index, int count)
    {
        ObjectDisposedException.ThrowIf(_handle.IsClosed, this);
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, count);
        return index;
    }

    private int Id(int type, string kind, string name)
    {
        int id = Find(type, name);
        return id >= 0 ? id : throw new MuJoCoException($"{Path} has no {kind} named '{name}'");
    }

    private int Find(int type, string name)
    {
        fixed (byte* bytes = ZeroTerminated(name)) return Library.Functions.NameToId(Pointer, type, bytes);
    }

    private nint Array(string field) => *(nint*)(_start + Layout["mjModel." + field].Offset);

    private int Count(string field)
    {
        var layout = Layout["mjModel." + field];
        return layout.Size == 8 ? checked((int)*(long*)(_start + layout.Offset)) : *(int*)(_start + layout.Offset);
    }
}
