using System.Runtime.ExceptionServices;
using MtrlAkka.Numerics;
using MtrlAkka.Physics;

namespace MtrlAkka.MetaWorld;

/// <summary>
/// Many environments stepped together over threads, with same-step auto-reset as Gymnasium calls it: where an episode
/// ends, <see cref="Observations"/> holds the first observation of the next one and <see cref="FinalObservations"/> the last
/// of the old one, which is what a learner bootstraps from. Results are those of each environment alone, however many
/// threads there are. The spans are overwritten by the next step. Steps allocate nothing on the managed heap.
/// Not safe for several callers at once.
/// </summary>
public sealed class VectorEnvironment : IDisposable
{
    private const int Size = MetaWorldEnvironment.ObservationSize;
    private const int ActionSize = MetaWorldEnvironment.ActionSize;

    private readonly MetaWorldEnvironment[] _environments;
    private readonly double[] _observations, _finals, _rewards;
    private readonly float[] _actions;
    private readonly bool[] _terminated, _truncated;
    private readonly StepInfo[] _infos;
    private readonly BrokenEpisodeException?[] _broken;
    private readonly Barrier _gate;
    private readonly Thread[] _helpers;
    private int _next;
    private bool _resetting, _begun, _closing;
    private ExceptionDispatchInfo? _failure;

    private VectorEnvironment(MetaWorldEnvironment[] environments, int threads)
    {
        _environments = environments;
        _observations = new double[Count * Size];
        _finals = new double[Count * Size];
        _actions = new float[Count * ActionSize];
        _rewards = new double[Count];
        (_terminated, _truncated) = (new bool[Count], new bool[Count]);
        _infos = new StepInfo[Count];
        _broken = new BrokenEpisodeException?[Count];
        _gate = new Barrier(threads);
        _helpers = [.. Enumerable.Range(1, threads - 1).Select(i => new Thread(Help) { IsBackground = true, Name = $"environments {i}" })];
        foreach (var helper in _helpers) helper.Start();
    }

    /// <summary>Number of environments.</summary>
    public int Count => _environments.Length;

    /// <summary>What the next actions answer, Count × 39.</summary>
    public ReadOnlySpan<double> Observations => _observations;

    /// <summary>Count × 39; a row is valid where the last step terminated or truncated an episode.</summary>
    public ReadOnlySpan<double> FinalObservations => _finals;

    /// <summary>Rewards of the last step.</summary>
    public ReadOnlySpan<double> Rewards => _rewards;

    /// <summary>Where an episode ended by success, if the settings ask for it.</summary>
    public ReadOnlySpan<bool> Terminated => _terminated;

    /// <summary>Where an episode reached its horizon.</summary>
    public ReadOnlySpan<bool> Truncated => _truncated;

    /// <summary>The benchmark's figures of the last step.</summary>
    public ReadOnlySpan<StepInfo> Infos => _infos;

    /// <summary>
    /// Where the physics broke in the last step: its transition is void (reward 0, no final observation), and the next
    /// episode has begun. Null elsewhere.
    /// </summary>
    public ReadOnlySpan<BrokenEpisodeException?> Broken => _broken;

    /// <summary>One of the environments, to be left alone while a step is under way.</summary>
    public MetaWorldEnvironment this[int index] => _environments[index];

    /// <summary>Makes the environments, task after task.</summary>
    /// <param name="tasks">Names of tasks. Their goals come from one generator in this order, as in the benchmark.</param>
    /// <param name="copies">Environments of each task; each has its own order of goals.</param>
    /// <param name="settings">What they have in common; its task is not used.</param>
    /// <param name="library">The MuJoCo.</param>
    /// <param name="threads">Threads that step, the caller's included; 0 for one a core.</param>
    /// <exception cref="MetaWorldException">A task or a setting is not known here.</exception>
    public static VectorEnvironment Create(
        IReadOnlyList<string> tasks, int copies, EnvironmentSettings settings, MuJoCoLibrary library, int threads = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(copies, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        var table = settings.Goals is { } goals ? GoalTable.Create(tasks, settings.Seed, goals) : null;
        var environments = new MetaWorldEnvironment[tasks.Count * copies];
        try
        {
            for (int i = 0; i < environments.Length; i++)
            {
                int task = i / copies;
                var random = new CounterRandom(settings.Seed, (uint)i);
                environments[i] = MetaWorldEnvironment.Create(settings with { Task = tasks[task] }, library);
                environments[i].TakeGoals(table is null ? EpisodeGoals.Fresh(tasks[task], random) : EpisodeGoals.Fixed(table, task, random));
            }
        }
        catch
        {
            foreach (var environment in environments) environment?.Dispose();
            throw;
        }

        return new VectorEnvironment(environments, Math.Min(threads == 0 ? Environment.ProcessorCount : threads, environments.Length));
    }

    /// <summary>Begins an episode in every environment.</summary>
    /// <exception cref="BrokenEpisodeException">A scene is unstable from the start.</exception>
    public void Reset()
    {
        _resetting = true;
        RunAll();
        _begun = true;
    }

    /// <summary>Takes one step in every environment.</summary>
    /// <param name="actions">Count × 4.</param>
    /// <exception cref="InvalidOperationException">There was no <see cref="Reset"/> yet.</exception>
    public void Step(ReadOnlySpan<float> actions)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(actions.Length, _actions.Length);
        if (!_begun) throw new InvalidOperationException("the environments have not begun; reset first");
        actions.CopyTo(_actions);
        _resetting = false;
        RunAll();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _closing = true;
        _gate.SignalAndWait();
        foreach (var helper in _helpers) helper.Join();
        _gate.Dispose();
        foreach (var environment in _environments) environment.Dispose();
    }

    private void RunAll()
    {
        ObjectDisposedException.ThrowIf(_closing, this);
        _next = -1;
        _gate.SignalAndWait();
        Work();
        _gate.SignalAndWait();
        if (Interlocked.Exchange(ref _failure, null) is { } failure) failure.Throw();
    }

    private void Help()
    {
        while (true)
        {
            _gate.SignalAndWait();
            if (_closing) return;
            Work();
            _gate.SignalAndWait();
        }
    }

    // Threads take the next environment that nobody has taken yet.
    private void Work()
    {
        try
        {
            for (int i = Interlocked.Increment(ref _next); i < _environments.Length; i = Interlocked.Increment(ref _next))
            {
                if (_resetting) _environments[i].Reset(Row(_observations, i));
                else StepOne(i);
            }
        }
        catch (Exception error)
        {
            // The caller's thread throws it.
            _failure = ExceptionDispatchInfo.Capture(error);
        }
    }

    private void StepOne(int i)
    {
        var observation = Row(_observations, i);
        (_broken[i], bool over) = (null, true);
        try
        {
            var result = _environments[i].Step(_actions.AsSpan(i * ActionSize, ActionSize), observation);
            (_rewards[i], _terminated[i], _truncated[i], _infos[i]) = (result.Reward, result.Terminated, result.Truncated, result.Info);
            over = result.Over;
            if (over) observation.CopyTo(Row(_finals, i));
        }
        catch (BrokenEpisodeException error)
        {
            (_rewards[i], _terminated[i], _truncated[i], _infos[i], _broken[i]) = (0, false, false, default, error);
        }

        if (over) _environments[i].Reset(observation);
    }

    private static Span<double> Row(double[] rows, int i) => rows.AsSpan(i * Size, Size);
}
