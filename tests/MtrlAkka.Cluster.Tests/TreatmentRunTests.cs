using Xunit.Abstractions;

namespace MtrlAkka.Cluster.Tests;

/// <summary>Treatments of plasticity loss in whole runs: they survive a stop to the last bit, and tell what they did.</summary>
public class TreatmentRunTests(ITestOutputHelper output)
{
    private const string Actor = "learner.treatments.actor", Critic = "learner.treatments.critic";

    // Ninety updates.
    private static readonly string[] Settings =
    [
        "learner.critic.activation=crelu", "learner.actor.spectral-norm=on", $"{Actor}.l2-start=0.001", $"{Actor}.reset.interval=30", $"{Actor}.reset.last=70",
        $"{Critic}.redo.interval=8", $"{Critic}.redo.threshold=0.3", $"{Critic}.shrink-and-perturb.interval=25", $"{Critic}.sparsity.share=0.4",
        $"{Critic}.sparsity.rewire-interval=11",
    ];

    [Fact]
    public async Task A_treated_run_that_is_stopped_and_resumed_ends_as_one_that_never_was()
    {
        if (Small.Library(output) is not { } library) return;
        using Trial whole = new(library, Settings), stopped = new(library, Settings);
        await whole.FinishAsync();
        await stopped.StopAfterAsync(60);
        await stopped.FinishAsync();
        Assert.Equal(whole.Fingerprint(), stopped.Fingerprint());

        double Sum(string tag) => whole.Notes.Figures.SelectMany(static line => line.Values).Where(value => value.Tag == $"treatments/{tag}").Sum(static value => value.Value);
        Assert.Equal((2, 0, 0), (Sum("actor/resets"), Sum("actor/recycled_units"), Sum("actor/rewired_weights")));
        Assert.Equal((0, 3), (Sum("critic/resets"), Sum("critic/perturbations")));
        Assert.True(Sum("critic/recycled_units") > 0 && Sum("critic/rewired_weights") > 0);
        Assert.Equal(2, whole.Notes.Lines.Count(static line => line.StartsWith("actor reset (1 up to round ", StringComparison.Ordinal)));
    }
}
