namespace MtrlAkka.Physics;

/// <summary>
/// One running simulation of a <see cref="Model"/>: its state, and the quantities MuJoCo derives from it, as spans
/// over native memory. A span is valid until <see cref="Dispose"/>. Not safe for several threads at once.
/// </summary>
public sealed unsafe class Simulation : IDisposable
{
    private readonly DataHandle _handle;
    private readonly NativeFunctions _functions;
    private readonly byte* _data;
    private readonly nint _model;
    private readonly StateSegment[] _segments;
    private readonly BadStateCounters _badStates;
    private readonly double* _positions, _velocities, _controls, _mocapPositions, _mocapQuaternions, _warmStart;
    private readonly double* _bodyPositions, _bodyQuaternions, _bodyMatrices, _geomPositions, _geomMatrices, _sitePositions, _siteMatrices;
    private readonly int _time, _contactCount, _contacts, _constraintCount, _forces;

    /// <summary>A simulation in the model's initial state.</summary>
    public Simulation(Model model)
    {
        Model = model;
        _functions = model.Library.Functions;
        _model = model.Pointer;
        nint data = _functions.MakeData(_model);
        if (data == 0) throw new MuJoCoException($"no memory for a simulation of {model.Path}");
        _handle = new DataHandle(_functions, data);
        _data = (byte*)data;
        _positions = Array("qpos");
        _velocities = Array("qvel");
        _controls = Array("ctrl");
        _mocapPositions = Array("mocap_pos");
        _mocapQuaternions = Array("mocap_quat");
        _warmStart = Array("qacc_warmstart");
        _bodyPositions = Array("xpos");
        _bodyQuaternions = Array("xquat");
        _bodyMatrices = Array("xmat");
        _geomPositions = Array("geom_xpos");
        _geomMatrices = Array("geom_xmat");
        _sitePositions = Array("site_xpos");
        _siteMatrices = Array("site_xmat");
        _time = Offset("time");
        _contactCount = Offset("ncon");
        _contacts = Offset("contact");
        _constraintCount = Offset("nefc");
        _forces = Offset("efc_force");
        ContactLayout = new ContactLayout(model.Layout);
        _badStates = new BadStateCounters(_data, model.Layout["mjData.warning"]);
        _segments = StateSegment.Of(model, _data);
        StateSize = _segments.Sum(static segment => segment.Length);
    }

    /// <summary>The scene.</summary>
    public Model Model { get; }

    /// <summary>Simulated seconds.</summary>
    public double Time => *(double*)(Live() + _time);

    /// <summary>Generalised positions, nq numbers.</summary>
    public Span<double> Positions => Numbers(_positions, Model.PositionCount);

    /// <summary>Generalised velocities, nv numbers.</summary>
    public Span<double> Velocities => Numbers(_velocities, Model.VelocityCount);

    /// <summary>Controls, one an actuator.</summary>
    public Span<double> Controls => Numbers(_controls, Model.ControlCount);

    /// <summary>Where the solver starts from, nv numbers; part of the state.</summary>
    public Span<double> WarmStart => Numbers(_warmStart, Model.VelocityCount);

    /// <summary>World positions of mocap bodies, three numbers each, metres.</summary>
    public Span<double> MocapPositions => Numbers(_mocapPositions, 3 * Model.MocapCount);

    /// <summary>World orientations of mocap bodies, quaternions w x y z.</summary>
    public Span<double> MocapQuaternions => Numbers(_mocapQuaternions, 4 * Model.MocapCount);

    /// <summary>World positions of bodies, three numbers each, metres.</summary>
    public ReadOnlySpan<double> BodyPositions => Numbers(_bodyPositions, 3 * Model.BodyCount);

    /// <summary>World orientations of bodies, quaternions w x y z.</summary>
    public ReadOnlySpan<double> BodyQuaternions => Numbers(_bodyQuaternions, 4 * Model.BodyCount);

    /// <summary>World orientations of bodies, 3×3 row-major.</summary>
    public ReadOnlySpan<double> BodyMatrices => Numbers(_bodyMatrices, 9 * Model.BodyCount);

    /// <summary>World positions of geoms, three numbers each, metres.</summary>
    public ReadOnlySpan<double> GeomPositions => Numbers(_geomPositions, 3 * Model.GeomCount);

    /// <summary>World orientations of geoms, 3×3 row-major.</summary>
    public ReadOnlySpan<double> GeomMatrices => Numbers(_geomMatrices, 9 * Model.GeomCount);

    /// <summary>World positions of sites, three numbers each, metres.</summary>
    public ReadOnlySpan<double> SitePositions => Numbers(_sitePositions, 3 * Model.SiteCount);

    /// <summary>World orientations of sites, 3×3 row-major.</summary>
    public ReadOnlySpan<double> SiteMatrices => Numbers(_siteMatrices, 9 * Model.SiteCount);

    /// <summary>The contacts of the last step or <see cref="Forward"/>.</summary>
    public ContactList Contacts
    {
        get
        {
            byte* data = Live();
            var forces = new ReadOnlySpan<double>(*(void**)(data + _forces), *(int*)(data + _constraintCount));
            return new ContactList(*(byte**)(data + _contacts), *(int*)(data + _contactCount), forces, ContactLayout);
        }
    }

    /// <summary>Bytes of a saved state.</summary>
    public int StateSize { get; }

    private ContactLayout ContactLayout { get; }

    /// <summary>Back to the model's initial state; every input and warning is cleared.</summary>
    public void Reset() => _functions.ResetData(_model, (nint)Live());

    /// <summary>Advances by <paramref name="count"/> steps of <see cref="Model.TimeStep"/>.</summary>
    /// <exception cref="PhysicsException">A NaN or huge number appeared; the state is of no more use.</exception>
    public void Step(int count = 1)
    {
        nint data = (nint)Live();
        for (int i = 0; i < count; i++) _functions.Step(_model, data);
        GC.KeepAlive(this);
        _badStates.ThrowIfAny();
    }

    /// <summary>Derives everything from the state without advancing it.</summary>
    public void Forward()
    {
        _functions.Forward(_model, (nint)Live());
        GC.KeepAlive(this);
    }

    /// <summary>Derives the accelerations and forces of bodies under the constraints found by the last step.</summary>
    public void RnePostConstraint()
    {
        _functions.RnePostConstraint(_model, (nint)Live());
        GC.KeepAlive(this);
    }

    /// <summary>
    /// Copies all that decides the next step: time, positions, velocities, activations, inputs, mocap poses, the
    /// solver's start and which constraints are active. Restored, the same inputs give the same bits.
    /// </summary>
    public void SaveState(Span<byte> state)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(state.Length, StateSize);
        Live();
        foreach (var segment in _segments)
        {
            new ReadOnlySpan<byte>(segment.Start, segment.Length).CopyTo(state);
            state = state[segment.Length..];
        }
    }

    /// <summary>Copies a saved state back and derives everything from it.</summary>
    public void RestoreState(ReadOnlySpan<byte> state)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(state.Length, StateSize);
        Live();
        _badStates.Clear();
        CopyIn(state);
        // Deriving moves the solver's start, which is itself part of the state.
        Forward();
        CopyIn(state);
    }

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();

    private void CopyIn(ReadOnlySpan<byte> state)
    {
        foreach (var segment in _segments)
        {
            state[..segment.Length].CopyTo(new Span<byte>(segment.Start, segment.Length));
            state = state[segment.Length..];
        }
    }

    private byte* Live()
    {
        ObjectDisposedException.ThrowIf(_handle.IsClosed, this);
        return _data;
    }

    private Span<double> Numbers(double* start, int count)
    {
        Live();
        return new Span<double>(start, count);
    }

    private int Offset(string field) => Model.Layout["mjData." + field].Offset;

    private double* Array(string field) => *(double**)(_data + Offset(field));
}
