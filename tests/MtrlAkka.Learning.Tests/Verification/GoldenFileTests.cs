using MtrlAkka.Learning.Verification;
using Xunit.Abstractions;
using static TorchSharp.torch;

namespace MtrlAkka.Learning.Tests.Verification;

public class GoldenFileTests(ITestOutputHelper output)
{
    public static TheoryData<string, bool> Files
    {
        get
        {
            var data = new TheoryData<string, bool>();
            foreach (string name in GoldenSource.Names.DefaultIfEmpty(""))
            {
                data.Add(name, true);
                data.Add(name, false);
            }

            return data;
        }
    }

    [GoldenTheory]
    [MemberData(nameof(Files))]
    public void A_file_is_computed_again(string name, bool host)
    {
        var report = Verify(GoldenSource.Read(name), host);
        output.WriteLine($"{report.Kind}: {report.Outcome} {report.Why}");
        foreach (var line in report.Lines)
            output.WriteLine($"{line.Quantity}, {line.Values} values: {line.Double?.Difference:g2} of {line.Double?.Limit:g2}, {line.Single?.Difference:g2} of {line.Single?.Limit:g2}");
        Assert.True(report.IsFine, $"{name}: {report.Outcome} {report.Why}");
        Assert.True(report.Outcome == GoldenOutcome.NotCompared || report.Values > 0);
    }

    /// <summary>One number that is off by a millionth, in whatever the file has: results, and what they are computed from.</summary>
    [GoldenTheory]
    [InlineData("learning/architectures/care", "output/critic_q")]
    [InlineData("learning/architectures/paco", "output/actor_log_std")]
    [InlineData("learning/architectures/film", "activations/actor/ContinuousActionPolicyTorso_0/FiLMNetwork_0/torso/torso_layer_1")]
    [InlineData("learning/architectures/multihead", "actor/params/ContinuousActionPolicyTorso_0/MultiHeadNetwork_0/layer_1/kernel")]
    [InlineData("learning/updates/multihead", "after/target/params/VmapQValueFunction_0/MultiHeadNetwork_0/layer_2/bias")]
    [InlineData("learning/updates/multihead", "aux/td_target")]
    [InlineData("learning/updates/multihead", "batch/rewards")]
    [InlineData("learning/updates/multihead_10", "log/losses.alpha_loss")]
    [InlineData("learning/updates/multihead_10", "state/alpha/adam_nu/params/log_alpha")]
    [InlineData("learning/updates/soft_modules", "grad/alpha/params/log_alpha")]
    [InlineData("learning/updates/pcgrad", "surgery_grad/actor/params/ContinuousActionPolicyTorso_0/MultiHeadNetwork_0/layer_1/kernel")]
    [InlineData("learning/updates/pcgrad_corrected", "task_grad/critic/params/VmapQValueFunction_0/MultiHeadNetwork_0/VmapDense_0/bias")]
    [InlineData("learning/updates/gradnorm", "state/actor/gradnorm_task_weights_after")]
    [InlineData("learning/updates/gradnorm_corrected", "norm/critic_surgery")]
    [InlineData("learning/updates/gradnorm_critic_3steps", "task_loss/critic")]
    [InlineData("learning/updates/gradnorm_critic_3steps_corrected", "state/critic/gradnorm_task_weights_per_step")]
    [InlineData("learning/updates/split_dummy_corrected", "task_grad/actor/params/ContinuousActionPolicyTorso_0/MultiHeadNetwork_0/layer_0/kernel")]
    [InlineData("learning/updates/split_task_weights_source", "log/metrics.actor_grad_magnitude")]
    [InlineData("learning/metrics/plasticity", "extra/stable_rank/weight/wide")]
    [InlineData("brc/forward/default_depth", "output/critic_log_probs")]
    [InlineData("brc/forward/blocks", "block/bronet_depth1/act/BronetBlock_0/LayerNorm_0")]
    [InlineData("brc/categorical/random_default", "position")]
    [InlineData("brc/normalizer/mixed_lengths", "step/normalized")]
    [InlineData("brc/updates/update_warm", "after/target/task_embedding/embeddings/embedding")]
    [InlineData("brc/updates/update_single_task", "aux/projected_position")]
    [InlineData("brc/updates/env_step", "normalizer/divisor")]
    [InlineData("brc/updates/update_5steps", "per_step/target_probs")]
    public void One_number_that_is_off_is_found(string name, string tensor)
    {
        var report = Verify(GoldenSource.Changed(name, tensor, static value => value + (1e-6 * Math.Max(1, Math.Abs(value)))), host: true);
        output.WriteLine(string.Join("; ", report.Lines.Where(static line => !line.Within).Select(static line => line.Quantity)));
        Assert.Equal(GoldenOutcome.Failed, report.Outcome);
    }

    [GoldenTheory]
    [InlineData("learning/updates/multihead", "after/alpha/params/log_alpha")]
    [InlineData("brc/normalizer/mixed_lengths", "step/denominator")]
    public void What_is_not_a_number_is_found(string name, string tensor) =>
        Assert.Equal(GoldenOutcome.Failed, Verify(GoldenSource.Changed(name, tensor, static _ => double.NaN), host: true).Outcome);

    private static GoldenReport Verify(GoldenFile file, bool host) =>
        new LearningVerifier(CPU, type => host ? DeviceKernels.For(CPU, type) : DeviceKernels.Torch).Verify(file);
}
