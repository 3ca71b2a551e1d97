using System.Diagnostics.CodeAnalysis;

namespace MtrlAkka.Physics;

/// <summary>
/// One running simulation of a <see cref="Model"/>: its state, and the quantities MuJoCo derives from it, as spans
/// over native memory. A span is valid until <see cref="Dispose"/>. Not safe for several threads at once.
/// </summary>
public sealed unsafe class Simulation : IDisposable
{
    private readonly DataHandle _handle;
    private readonly NativeFunctions _functions;
    private readonly NativeGuard? _guard;
    private readonly byte* _data;
    private readonly nint _model;
    private readonly StateSegment[] _segments;
    private readonly WarningCounters _warnings;
    private readonly CheckedNumbers[] _state, _derived;
    private readonly double* _positions, _velocities, _controls, _mocapPositions, _mocapQuaternions, _warmStart;
    private readonly double* _bodyPositions, _bodyQuaternions, _bodyMatrices, _geomPositions, _geomMatrices, _sitePositions, _siteMatrices;
    private readonly int _time, _contactCount, _contacts, _constraintCount, _forces;
    private PhysicsException? _broken;

    /// <summary>A simulation in the model's initial state.</summary>
    public Simulation(Model model)
    {
        Model = model;
        _functions = model.Library.Functions;
        _guard = model.Library.Guard;
        _model = model.Pointer;
        nint data = _functions.MakeData(_model);
        if (data == 0) throw new MuJoCoException($"no memory for a simulation of {model.Path}");
        _handle = new DataHandle(_functions, data, model.Handle);
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
        _warnings = new WarningCounters(_data, model.Layout["mjData.warning"]);
        _state =
        [
            CheckedNumbers.NotHuge(_positions, model.PositionCount, "position", PhysicsWarning.BadPosition),
            CheckedNumbers.NotHuge(_velocities, model.VelocityCount, "velocity", PhysicsWarning.BadVelocity),
            CheckedNumbers.InverseInertia(Array("qLDiagInv"), model.VelocityCount),
        ];
        _derived =
        [
            .. _state,
            CheckedNumbers.NotHuge(Array("qacc"), model.VelocityCount, "acceleration", PhysicsWarning.BadAcceleration),
            CheckedNumbers.NotHuge(_bodyPositions, 3 * model.BodyCount, "body position", PhysicsWarning.BadPose),
            CheckedNumbers.NotHuge(_bodyQuaternions, 4 * model.BodyCount, "body orientation", PhysicsWarning.BadPose),
            CheckedNumbers.NotHuge(_geomPositions, 3 * model.GeomCount, "geom position", PhysicsWarning.BadPose),
            CheckedNumbers.NotHuge(_sitePositions, 3 * model.SiteCount, "site position", PhysicsWarning.BadPose),
        ];
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

    internal nint Pointer => (nint)Live();

    private ContactLayout ContactLayout { get; }

    /// <summary>Back to the model's initial state; every input and warning is cleared.</summary>
    /// <exception cref="PhysicsException">MuJoCo stopped with an error.</exception>
    public void Reset()
    {
        Run(_functions.ResetData, 1);
        _broken = null;
    }

    /// <summary>Advances by <paramref name="count"/> steps of <see cref="Model.TimeStep"/>.</summary>
    /// <exception cref="PhysicsException">
    /// The state is of no more use: MuJoCo warned or stopped, or a NaN or huge number appeared. Also each time after that,
    /// until <see cref="Reset"/> or <see cref="RestoreState"/>; so for the other ways to compute.
    /// </exception>
    public void Step(int count = 1)
    {
        ThrowIfBroken();
        Run(_functions.Step, count);
        Check(_state);
    }

    /// <summary>Derives everything from the state without advancing it.</summary>
    /// <exception cref="PhysicsException">As for <see cref="Step"/>, and for a NaN or huge number in what was derived.</exception>
    public void Forward()
    {
        ThrowIfBroken();
        Run(_functions.Forward, 1);
        Check(_derived);
    }

    /// <summary>Derives the accelerations and forces of bodies under the constraints found by the last step.</summary>
    /// <exception cref="PhysicsException">MuJoCo stopped with an error, now or earlier.</exception>
    public void RnePostConstraint()
    {
        ThrowIfBroken();
        Run(_functions.RnePostConstraint, 1);
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
    /// <exception cref="PhysicsException">The saved state itself is of no use.</exception>
    public void RestoreState(ReadOnlySpan<byte> state)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(state.Length, StateSize);
        Live();
        if (_broken is not null) Reset();
        CopyIn(state);
        // Deriving moves the solver's start, which is itself part of the state.
        Forward();
        CopyIn(state);
    }

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();

    private void Run(delegate* unmanaged<nint, nint, void> function, int count)
    {
        nint data = (nint)Live();
        if (_guard is null)
        {
            for (int i = 0; i < count; i++) function(_model, data);
        }
        else
        {
            byte* error = _guard.Run(function, _model, data, count);
            if (error is not null) Recover(NativeMessages.Text(error));
        }

        GC.KeepAlive(this);
    }

    // After an error the mjData is undefined, and MuJoCo may do nothing with it but clear it.
    [DoesNotReturn]
    private void Recover(string error)
    {
        _guard!.Run(_functions.ResetData, _model, (nint)_data, 1);
        throw _broken = new PhysicsException($"MuJoCo stopped with an error: {error}", PhysicsWarning.NativeError);
    }

    private void Check(CheckedNumbers[] numbers)
    {
        if (_warnings.Any) throw _broken = _warnings.ToException();
        foreach (ref readonly var stretch in numbers.AsSpan())
        {
            if (!stretch.Good) throw _broken = stretch.ToException();
        }
    }

    private void ThrowIfBroken()
    {
        if (_broken is not null) throw new PhysicsException(_broken.Message, _broken);
    }

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
