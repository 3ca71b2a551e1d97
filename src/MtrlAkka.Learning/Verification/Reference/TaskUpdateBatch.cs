namespace MtrlAkka.Learning.Verification.Reference;

/// <summary>
/// An update in which each task has a loss of its own, as the golden files describe it: the settings with the faults of the
/// reference implementation that are in its figures, its noise, and the order in which it projects.
/// </summary>
internal sealed class TaskUpdateBatch
{
    // The notes alone tell which faults an update has.
    private const string AtObservations = "sampled at data.observations";
    private const string Unweighted = "the actor is effectively unweighted";
    private const string TargetsHeld = "CORRECTED: stop_gradient on the target";

    private readonly GoldenFile _file;

    /// <summary>Looks at a file.</summary>
    /// <exception cref="InvalidDataException">It asks for something that is not known here.</exception>
    public TaskUpdateBatch(GoldenFile file)
    {
        (_file, Rows) = (file, new UpdateBatch(file));
        var actor = file.Config.Section("network").Section("optimizer");
        var critic = (file.Config.Has("critic_network") ? file.Config.Section("critic_network") : file.Config.Section("network")).Section("optimizer");
        string notes = file.Description.Text("notes");
        bool Noted(string words) => notes.Contains(words, StringComparison.Ordinal);
        Settings = Rows.Settings with
        {
            ActorOptimisation = Optimisation(actor),
            CriticOptimisation = Optimisation(critic),
            GradNorm = GradNorm(Optimisation(critic) == TaskOptimisation.GradNorm ? critic : actor),
            Faults = new ReferenceFaults
            {
                NextActionsAtObservations = Noted(AtObservations), UnweightedActor = Noted(Unweighted), PcGrad = true, GradNorm = true,
                GradNormTargetsMove = !Noted(TargetsHeld),
            },
        };
        Settings.Validate();
    }

    /// <summary>The batches.</summary>
    public UpdateBatch Rows { get; }

    /// <summary>The agent that updates.</summary>
    public SacSettings Settings { get; }

    /// <summary>Noise of a step for each row, grouped by task. Where the file has one array for all tasks, each has it.</summary>
    public float[] Noise(string name, int step)
    {
        var noise = Rows.Of(name, step);
        if (noise.Values.Length == Settings.BatchSize * Settings.ActionSize) return Rows.Rows(name, step, Settings.ActionSize);
        if (noise.Values.Length != Settings.BatchPerTask * Settings.ActionSize)
            throw new InvalidDataException($"'{name}' has neither noise for each row nor for the rows of one task");
        return [.. Enumerable.Repeat(noise.ToFloats(), Settings.Tasks).SelectMany(static rows => rows)];
    }

    /// <summary>The orders of PCGrad, for critics and actor; the reference's one order serves all tasks. Empty without PCGrad.</summary>
    public float[] Order()
    {
        if (Settings.ActorOptimisation != TaskOptimisation.PcGrad && Settings.CriticOptimisation != TaskOptimisation.PcGrad) return [];
        IEnumerable<float> Of(string network) => Enumerable.Repeat(_file[$"perm/{network}"].ToFloats(), Settings.Tasks).SelectMany(static row => row);
        return [.. Of("critic"), .. Of("actor")];
    }

    private static GradNormSettings GradNorm(GoldenConfig optimizer)
    {
        if (Optimisation(optimizer) != TaskOptimisation.GradNorm) return new GradNormSettings();
        var ofWeights = optimizer.Section("gradnorm_optimizer");
        ofWeights.Require("optimizer", "Adam");
        if (ofWeights.Has("max_grad_norm") || optimizer.Has("initial_weights"))
            throw new InvalidDataException("GradNorm's weights start at 1 here, and their gradient is not clipped");
        return new GradNormSettings(optimizer.Number("asymmetry"), ofWeights.Number("lr"));
    }

    private static TaskOptimisation Optimisation(GoldenConfig optimizer) => optimizer.Text("class") switch
    {
        "PCGradConfig" => TaskOptimisation.PcGrad,
        "GradNormConfig" => TaskOptimisation.GradNorm,
        "OptimizerConfig" or "DummyMultiTaskConfig" => TaskOptimisation.Plain,
        var other => throw new InvalidDataException($"no optimisation is known as {other}"),
    };
}
