using MtrlAkka.Load.Nodes;
using MtrlAkka.Load.Scenarios.Batches;
using MtrlAkka.Load.Scenarios.Checkpoints;
using MtrlAkka.Load.Scenarios.Churn;
using MtrlAkka.Load.Scenarios.Inference;
using MtrlAkka.Load.Scenarios.Inserts;
using MtrlAkka.Load.Scenarios.Pipelines;
using MtrlAkka.Load.Scenarios.Publishes;

namespace MtrlAkka.Load.Scenarios;

/// <summary>All scenarios by their names.</summary>
public static class ScenarioCatalog
{
    private static readonly PipelineShape Free = new("pipeline", "MT10", Copies: 1, Cost: 0, BatchPerTask: 128, Width: 400);
    private static readonly PipelineShape Many = new("pipeline-200", "MT50", Copies: 4, Cost: 0.1, BatchPerTask: 16, Width: 128);
    private static readonly IReadOnlyList<(string Name, Func<LoadSetup, PeerScenario> Create)> All =
    [
        ("inserts", static setup => new InsertScenario(setup)),
        ("batches-mt10", static setup => new BatchScenario(setup, "MT10", inserting: false)),
        ("batches-mt50", static setup => new BatchScenario(setup, "MT50", inserting: false)),
        ("batches-mt50-inserts", static setup => new BatchScenario(setup, "MT50", inserting: true)),
        ("inference", static setup => new InferenceScenario(setup)),
        ("publish-4", static setup => new PublishScenario(setup, workers: 4)),
        ("checkpoint", static setup => new CheckpointScenario(setup)),
        ("churn", static setup => new ChurnScenario(setup)),
        (Free.Name, static setup => new PipelineScenario(setup, Free)),
        (Many.Name, static setup => new PipelineScenario(setup, Many)),
    ];

    /// <summary>Their names, in the order in which all of them run.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(static one => one.Name)];

    /// <summary>Makes one.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="setup">This machine.</param>
    /// <exception cref="InvalidDataException">There is none of that name.</exception>
    public static PeerScenario Create(string name, LoadSetup setup) =>
        All.FirstOrDefault(one => one.Name == name).Create is { } create
            ? create(setup)
            : throw new InvalidDataException($"there is no scenario '{name}': {string.Join(", ", Names)} are");
}
