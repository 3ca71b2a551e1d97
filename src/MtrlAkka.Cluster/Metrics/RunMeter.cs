using System.Globalization;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Cluster.Run;
using MtrlAkka.Learning;

namespace MtrlAkka.Cluster.Metrics;

/// <summary>Turns what happens in a run into figures by step and a picture of now. The step is environment steps, the paper's axis.</summary>
public sealed class RunMeter
{
    private const int EpisodesRemembered = 20;
    private readonly RunContext _run;
    private readonly string _preset;
    private readonly IRunFace _face;
    private readonly long _begun;
    private readonly TaskFigures[] _tasks;
    private readonly SortedDictionary<string, string> _alarms = new(StringComparer.Ordinal);
    private readonly Queue<(long Time, long Round)> _pace = new();
    private string _phase = "starting";
    private long _round;
    private long _lineRound;
    private long _lineTime;
    private double? _criticLoss;
    private double? _actorLoss;
    private (long Round, long Time)? _checkpoint;
    private readonly SortedSet<int> _quarantined = [];
    private int _rollbacks;

    /// <summary>A meter of a run that has not begun.</summary>
    public RunMeter(RunContext run, string preset, IRunFace face)
    {
        (_run, _preset, _face) = (run, preset, face);
        _begun = _lineTime = run.Time.GetTimestamp();
        _tasks = [.. run.Settings.Environments.Tasks.Select(static name => new TaskFigures(name))];
    }

    private int Environments => _run.Settings.EnvironmentCount;

    /// <summary>The run does something else from here on.</summary>
    public void On(PhaseChanged changed)
    {
        _phase = changed.Phase;
        if (changed.Phase != "training") return;
        // A life begins: rates count from here.
        (_round, _lineRound, _lineTime) = (changed.Round, changed.Round, _run.Time.GetTimestamp());
        // It begins with a commit, unless it is the first; how old that is nobody remembers.
        if (_round > 0) _checkpoint ??= (_round, _lineTime);
        _pace.Clear();
        _pace.Enqueue((_lineTime, _round));
    }

    /// <summary>A round is complete.</summary>
    public void On(RoundCompleted completed)
    {
        if (completed.Round <= _round) return;
        // Rounds of an asynchronous run are told several at a time.
        bool line = completed.Round / _run.Settings.MetricsInterval > _round / _run.Settings.MetricsInterval;
        _round = completed.Round;
        if (line) WriteLine();
    }

    /// <summary>An episode of the training ended.</summary>
    public void On(EpisodeCompleted completed)
    {
        var task = _tasks[_run.Settings.TaskOf(completed.Environment)];
        task.Episodes.Enqueue(completed.Episode);
        if (task.Episodes.Count > EpisodesRemembered) task.Episodes.Dequeue();
    }

    /// <summary>Figures of the learner came.</summary>
    public void On(LearnerMetrics learner)
    {
        var metrics = learner.Metrics;
        (_criticLoss, _actorLoss) = (metrics.CriticLoss, metrics.ActorLoss);
        var values = new List<(string, double)>
        {
            ("losses/qf_loss", metrics.CriticLoss),
            ("losses/qf_values", metrics.CriticValue),
            ("losses/actor_loss", metrics.ActorLoss),
            ("losses/alpha_loss", metrics.TemperatureLoss),
            ("metrics/entropy", metrics.Entropy),
            ("metrics/critic_grad_magnitude", metrics.CriticGradientNorm),
            ("metrics/actor_grad_magnitude", metrics.ActorGradientNorm),
            ("metrics/critic_params_norm", metrics.CriticParameterNorm),
            ("metrics/actor_params_norm", metrics.ActorParameterNorm),
            ("metrics/alpha", metrics.Temperatures.Sum()),
        };
        for (int task = 0; task < _tasks.Length; task++)
        {
            bool shared = metrics.Temperatures.Count < _tasks.Length;
            _tasks[task].Temperature = metrics.Temperatures[shared ? 0 : task];
            if (!shared) values.Add(($"metrics/{_tasks[task].Name}_alpha", metrics.Temperatures[task]));
            if (task < metrics.RewardDivisors.Count && double.IsFinite(metrics.RewardDivisors[task]))
                values.Add(($"metrics/{_tasks[task].Name}_reward_divisor", metrics.RewardDivisors[task]));
        }

        foreach (var (network, conflicts, weights) in new[]
        {
            ("critic", metrics.CriticConflicts, metrics.CriticTaskWeights), ("actor", metrics.ActorConflicts, metrics.ActorTaskWeights),
        })
        {
            if (conflicts is { } pairs) values.Add(($"metrics/{network}_n_grad_conflicts", pairs));
            for (int task = 0; task < weights.Count; task++) values.Add(($"metrics/{_tasks[task].Name}_{network}_weight", weights[task]));
        }

        Add(values, "actor", metrics.ActorTreatments, learner.Round);
        Add(values, "critic", metrics.CriticTreatments, learner.Round);
        Write(learner.Round, values);
    }

    /// <summary>The learner's plasticity was measured.</summary>
    public void On(PlasticityMeasured measured) => Write(measured.Round, measured.Report.Values);

    /// <summary>An evaluation is done.</summary>
    public void On(EvaluationResult result)
    {
        var values = new List<(string, double)>
        {
            ("charts/mean_success_rate", result.MeanSuccessRate),
            ("charts/mean_episode_return", result.Tasks.Average(static score => score.MeanReturn)),
        };
        for (int task = 0; task < _tasks.Length; task++)
        {
            _tasks[task].Evaluation = result.Tasks[task].SuccessRate;
            values.Add(($"charts/{_tasks[task].Name}_success_rate", result.Tasks[task].SuccessRate));
            values.Add(($"charts/{_tasks[task].Name}_episode_return", result.Tasks[task].MeanReturn));
        }

        Write(result.Round, values);
        string each = string.Join(", ", result.Tasks.Select((score, task) =>
            string.Create(CultureInfo.InvariantCulture, $"{_tasks[task].Name} {score.SuccessRate:0.00}")));
        _face.Note(string.Create(CultureInfo.InvariantCulture, $"evaluation after round {result.Round}: mean success {result.MeanSuccessRate:0.000} ({each})"));
    }

    /// <summary>A checkpoint is committed.</summary>
    public void On(CheckpointReport report)
    {
        _checkpoint = (report.Round, _run.Time.GetTimestamp());
        List<(string, double)> values =
        [
            ("metrics/checkpoint_seconds", report.Seconds), ("metrics/checkpoint_bytes", report.NewBytes), ("metrics/checkpoint_total_bytes", report.Bytes),
        ];
        if (report.Pause is { } pause) values.Add(("metrics/checkpoint_pause_seconds", pause));
        Write(report.Round, values);
        _face.Note(string.Create(
            CultureInfo.InvariantCulture,
            $"checkpoint of round {report.Round} committed in {report.Seconds:0.00} s, {report.NewBytes / 1e6:0.0} MB new"));
    }

    /// <summary>Tasks with environments in quarantine, and how many of each.</summary>
    public IReadOnlyList<(string Task, int Environments)> Quarantined =>
        [.. _quarantined.GroupBy(_run.Settings.TaskOf).Select(group => (_tasks[group.Key].Name, group.Count()))];

    /// <summary>A life of the run begins: environments in quarantine say so anew.</summary>
    public void On(LifeBegan began)
    {
        foreach (int environment in _quarantined) _alarms.Remove(AlarmOf(environment));
        _quarantined.Clear();
    }

    /// <summary>The run goes back to its last commit.</summary>
    public void On(RunRolledBack rolledBack) => _rollbacks++;

    /// <summary>An environment broke, or is in quarantine.</summary>
    public void On(EnvironmentBroken broken)
    {
        string task = _tasks[_run.Settings.TaskOf(broken.Environment)].Name;
        if (broken.Quarantined) _quarantined.Add(broken.Environment);
        On(new Alarm(AlarmOf(broken.Environment), (broken.Quarantined, broken.Failure) switch
        {
            (false, _) => $"{task}: {broken.Failure}",
            (true, null) => $"{task} is in quarantine since before",
            (true, _) => $"{task} is in quarantine, its physics breaks: {broken.Failure}",
        }));
    }

    /// <summary>Something a person should know, or its end.</summary>
    public void On(Alarm alarm)
    {
        if (alarm.Text is null)
        {
            _alarms.Remove(alarm.Key);
            return;
        }

        _alarms[alarm.Key] = alarm.Text;
        _face.Note($"alarm: {alarm.Text}");
    }

    /// <summary>Shows where the run stands now.</summary>
    public void Show()
    {
        long now = _run.Time.GetTimestamp();
        _pace.Enqueue((now, _round));
        while (_pace.Count > 2 && _run.Time.GetElapsedTime(_pace.Peek().Time, now) > TimeSpan.FromSeconds(10)) _pace.Dequeue();
        var (time, round) = _pace.Peek();
        double seconds = _run.Time.GetElapsedTime(time, now).TotalSeconds;
        double? pace = seconds > 0.2 && _round > round ? (_round - round) / seconds : null;
        var (quarantined, copies) = (Quarantined.ToDictionary(static one => one.Task, static one => one.Environments), _run.Settings.Environments.Copies);
        double? updates = seconds > 0.2 ? (_run.Settings.UpdatesAfter(_round) - _run.Settings.UpdatesAfter(round)) / seconds : null;
        _face.Show(new ProgressSnapshot
        {
            RunName = _run.RunId,
            Preset = _preset,
            Phase = _phase,
            Round = _round,
            TotalRounds = _run.Settings.Rounds,
            EnvironmentStepsPerSecond = pace * Environments,
            UpdatesPerSecond = updates,
            Tasks = [.. _tasks.Select(task => new TaskProgress(
                task.Name, task.Evaluation, task.TrainingSuccess, task.Temperature, quarantined.GetValueOrDefault(task.Name) == copies))],
            Quarantined = [.. quarantined.Select(one => one.Value == copies ? one.Key : $"{one.Key} ({one.Value} of {copies})")],
            Rollbacks = _rollbacks,
            CriticLoss = _criticLoss,
            ActorLoss = _actorLoss,
            CheckpointRound = _checkpoint?.Round,
            CheckpointAge = _checkpoint is { } checkpoint ? _run.Time.GetElapsedTime(checkpoint.Time, now) : null,
            Elapsed = _run.Time.GetElapsedTime(_begun, now),
            TimeLeft = pace is { } p ? TimeSpan.FromSeconds((_run.Settings.Rounds - _round) / p) : null,
            Alarms = [.. _alarms.Values],
        });
    }

    private static string AlarmOf(int environment) => string.Create(CultureInfo.InvariantCulture, $"environment-{environment}");

    private void Add(List<(string, double)> values, string network, TreatmentCounts? treatments, long round)
    {
        if (treatments is not { } counts) return;
        values.Add(($"treatments/{network}/recycled_units", counts.RecycledUnits));
        values.Add(($"treatments/{network}/resets", counts.Resets));
        values.Add(($"treatments/{network}/perturbations", counts.Perturbations));
        values.Add(($"treatments/{network}/rewired_weights", counts.RewiredWeights));
        if (counts.Resets > 0) _face.Note(string.Create(CultureInfo.InvariantCulture, $"{network} reset ({counts.Resets} up to round {round})"));
    }

    private void WriteLine()
    {
        long now = _run.Time.GetTimestamp();
        double seconds = _run.Time.GetElapsedTime(_lineTime, now).TotalSeconds;
        var values = new List<(string, double)>
        {
            ("metrics/round", _round),
            ("metrics/environment_steps_per_second", (_round - _lineRound) * Environments / seconds),
            ("metrics/updates_per_second", (_run.Settings.UpdatesAfter(_round) - _run.Settings.UpdatesAfter(_lineRound)) / seconds),
        };
        foreach (var task in _tasks)
        {
            if (task.TrainingSuccess is not { } success) continue;
            values.Add(($"charts/{task.Name}_training_success_rate", success));
            values.Add(($"charts/{task.Name}_training_return", task.Episodes.Average(static episode => episode.Return)));
        }

        (_lineRound, _lineTime) = (_round, now);
        Write(_round, values);
    }

    private void Write(long round, IReadOnlyList<(string, double)> values)
    {
        try
        {
            _face.Write(round * Environments, values);
        }
        catch (IOException error)
        {
            On(new Alarm("metrics", $"figures cannot be written: {error.Message}"));
        }
    }

    private sealed class TaskFigures(string name)
    {
        public string Name { get; } = name;

        public Queue<EpisodeEnd> Episodes { get; } = new();

        public double? Evaluation { get; set; }

        public double? Temperature { get; set; }

        public double? TrainingSuccess => Episodes.Count == 0 ? null : Episodes.Average(static episode => episode.Success ? 1.0 : 0.0);
    }
}
