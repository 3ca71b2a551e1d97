using MtrlAkka.Numerics;
using static TorchSharp.torch;

namespace MtrlAkka.Learning.Tests.Treatments;

public class UnitRecyclingTests
{
    private const long Update = 12;

    private static readonly CounterRandom Random = new(9, 8);

    public static TheoryData<string, bool> Networks
    {
        get
        {
            var data = new TheoryData<string, bool>();
            foreach (string architecture in NetworkSettings.Architectures)
            {
                data.Add(architecture, false);
                data.Add(architecture, true);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Recycling_dead_units_leaves_the_output_as_it_is(string architecture, bool crelu)
    {
        using var probe = Probe(architecture, crelu);
        using var mode = no_grad();
        using var scope = NewDisposeScope();
        // What film's encoder puts out does not vanish with its units, for a number of the task is added to it.
        UnitLayer[] layers = [.. probe.Network.Units.Where(static layer => !layer.Activation.StartsWith("encoder/layer", StringComparison.Ordinal))];
        Assert.NotEmpty(layers);
        long units = 0;
        foreach (var layer in layers)
        {
            foreach (string name in layer.Incoming) Units(probe[name], -1).zero_();
            units += 2 * (layer.OwnUnits ? layer.Parts : 1) * 2;
        }

        foreach (var moment in new[] { probe.Optimizer.Mean, probe.Optimizer.Square }) moment.Vector.Tensor.fill_(1);
        double[] before = probe.Outputs();
        // Few rows leave others dead too.
        Assert.InRange(Recycle(probe, threshold: 0), units, 3 * units);
        // In bro a norm stands before the ReLU, through which a unit's sum moves the others'.
        if (architecture != "bro") Assert.InRange(Golden.Largest(probe.Outputs(), before), 0, 1e-12);
        long cleared = 0;
        foreach (var layer in layers)
        {
            foreach (string name in layer.Incoming)
            {
                int index = probe.Network.Layout.Index(name);
                var fresh = Units(Drawn(probe, index), -1);
                // What another recycled layer leads out by is 0 where the two meet.
                var kept = Units(probe[name], -1);
                Assert.InRange((kept - fresh).mul(kept != 0).abs().max().item<double>(), 0, 0);
                if (name.EndsWith("kernel", StringComparison.Ordinal)) Assert.NotEqual(0, kept.abs().max().item<double>());
                foreach (var moment in new[] { probe.Optimizer.Mean, probe.Optimizer.Square })
                    Assert.Equal(0, Units(moment.View(index), -1).abs().max().item<double>());
            }

            foreach (string name in layer.Outgoing)
            {
                int index = probe.Network.Layout.Index(name);
                for (int half = 0; half < layer.Halves; half++)
                {
                    foreach (var vector in new[] { probe.Parameters, probe.Optimizer.Mean, probe.Optimizer.Square })
                        Assert.Equal(0, Units(vector.View(index), -2, half * layer.Units).abs().max().item<double>());
                }
            }
        }

        // Of all else the moments stay.
        var own = layers.SelectMany(static layer => layer.Incoming.Concat(layer.Outgoing)).ToHashSet();
        for (int i = 0; i < probe.Network.Layout.Parameters.Count; i++)
        {
            var moment = probe.Optimizer.Mean.View(i);
            cleared += moment.numel() - moment.sum().to(ScalarType.Int64).item<long>();
            if (!own.Contains(probe.Network.Layout.Parameters[i].Name)) Assert.Equal(1, moment.min().item<double>());
        }

        Assert.InRange(cleared, 1, probe.Network.Layout.Count - 1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Units_below_the_threshold_are_recycled_as_the_paper_says(bool crelu)
    {
        using var probe = Probe("mlp", crelu, norm: true);
        using var mode = no_grad();
        using var scope = NewDisposeScope();
        const double Threshold = 0.6;
        probe.Outputs();
        Dictionary<string, double[,,]> before = Copies(probe.Parameters), fresh = [];
        var expected = Copies(probe.Parameters);
        for (int i = 0; i < probe.Network.Layout.Parameters.Count; i++) fresh[probe.Network.Layout.Parameters[i].Name] = Copy(Drawn(probe, i));
        HashSet<(int, int, int)> dormant = [];
        for (int layer = 0; layer < 3; layer++)
        {
            double[,,] h = Copy(probe.Pass.Activations[layer].Value.Tensor);
            for (int member = 0; member < 2; member++)
            {
                double[] activity = new double[12];
                for (int row = 0; row < 6; row++)
                    for (int feature = 0; feature < h.GetLength(2); feature++) activity[feature % 12] += Math.Abs(h[member, row, feature]) / 6;
                for (int unit = 0; unit < 12; unit++)
                    if (activity[unit] / (activity.Average() + 1e-9) <= Threshold) dormant.Add((layer, member, unit));
            }
        }

        foreach (var (layer, member, unit) in dormant)
        {
            foreach (string name in new[] { "kernel", "bias" })
                for (int row = 0; row < expected[$"layer_{layer}/{name}"].GetLength(1); row++)
                    expected[$"layer_{layer}/{name}"][member, row, unit] = fresh[$"layer_{layer}/{name}"][member, row, unit];
        }

        foreach (var (layer, member, unit) in dormant)
        {
            string next = layer < 2 ? $"layer_{layer + 1}/kernel" : "head/kernel";
            for (int feature = unit; feature < (crelu ? 24 : 12); feature += 12)
                for (int column = 0; column < expected[next].GetLength(2); column++) expected[next][member, feature, column] = 0;
        }

        Assert.InRange(dormant.Count, 5, 40);
        Assert.Equal(dormant.Count, Recycle(probe, Threshold));
        Assert.NotEqual(before["layer_1/kernel"], expected["layer_1/kernel"]);
        foreach (var (name, values) in Copies(probe.Parameters)) Assert.Equal(expected[name], values);
    }

    [Fact]
    public void Targets_stay_as_they_are_and_the_count_goes_into_the_metrics()
    {
        var settings = Agents.Small() with { CriticTreatments = new() { Redo = new RedoSettings { Interval = 4, Threshold = 0.5 } } };
        var batch = UpdateBenchmark.RandomBatch(settings);
        using MultiTaskSac treated = Agents.Create(settings), plain = Agents.Create(settings with { CriticTreatments = new() });
        Agents.Train(treated, batch, 0, 4);
        Agents.Train(plain, batch, 0, 4);
        using var scope = NewDisposeScope();
        bool Same(FlatParameters a, FlatParameters b) => a.Vector.Tensor.equal(b.Vector.Tensor).all().item<bool>();
        Assert.True(Same(treated.TargetParameters, plain.TargetParameters));
        Assert.False(Same(treated.CriticParameters, plain.CriticParameters));
        Assert.InRange(treated.ReadMetrics().CriticTreatments!.Value.RecycledUnits, 1, 2 * 2 * 32);
        Assert.Null(plain.ReadMetrics().CriticTreatments);
    }

    private static NetworkProbe Probe(string architecture, bool crelu, bool norm = false)
    {
        var network = Agents.Tiny(architecture, norm).Critic with { Width = 12, EmbeddingSize = 7, EncoderWidth = 9, Activation = crelu ? "crelu" : "relu" };
        return new NetworkProbe(new SacSettings { Tasks = 3, BatchPerTask = 2, Actor = network, Critic = network });
    }

    private static long Recycle(NetworkProbe probe, double threshold) => new UnitRecycling(
        new RedoSettings { Interval = 1, Threshold = threshold }, probe.Network, probe.Parameters, probe.Optimizer, Random).Recycle(Update, probe.Pass.Activations);

    // The first two units along an axis.
    private static Tensor Units(Tensor values, long axis, long first = 0) => values.narrow(axis, first, 2);

    private static Tensor Drawn(NetworkProbe probe, int index)
    {
        var spec = probe.Network.Layout.Parameters[index];
        var values = new float[spec.Count * 2];
        spec.Start.Fill(values, spec, Random, (ulong)((Update * 65536) + index));
        return tensor(values).to(ScalarType.Float64).view([2, .. spec.Shape]);
    }

    private static Dictionary<string, double[,,]> Copies(FlatParameters parameters) => Enumerable.Range(0, parameters.Layout.Parameters.Count)
        .ToDictionary(i => parameters.Layout.Parameters[i].Name, i => Copy(parameters.View(i)));

    private static double[,,] Copy(Tensor values)
    {
        var cube = values.dim() == 2 ? values.unsqueeze(1) : values;
        var copy = new double[cube.shape[0], cube.shape[1], cube.shape[2]];
        Buffer.BlockCopy(cube.contiguous().data<double>().ToArray(), 0, copy, 0, copy.Length * sizeof(double));
        return copy;
    }
}
