using MtrlAkka.Checkpoints;
using MtrlAkka.Cluster.Run;
using MtrlAkka.Learning;
using static TorchSharp.torch;

namespace MtrlAkka.Cluster.Tests.Interchange;

/// <summary>What a file of weights must be, and what is said of one that is not.</summary>
public sealed class ImportedWeightsTests : IDisposable
{
    private const string Kernel = "actor/layer_0/kernel";
    private static readonly SacSettings Settings = Weights.Configuration("multi-head").Settings.Learner.Sac;

    private readonly TemporaryFolder _folder = new();
    private readonly SafetensorsFile _file;

    public ImportedWeightsTests()
    {
        using var agent = Weights.Agent(Settings);
        _file = Weights.Export(agent, Weights.Configuration("multi-head"));
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("multi-head")]
    [InlineData("mlp")]
    [InlineData("soft-modules")]
    [InlineData("paco")]
    [InlineData("care")]
    [InlineData("film")]
    [InlineData("moore")]
    [InlineData("bro")]
    [InlineData("simba")]
    public void An_agent_starts_with_the_bits_of_another_ones_export(string architecture)
    {
        var configuration = Weights.Configuration(architecture);
        var settings = configuration.Settings.Learner.Sac;
        using var one = Weights.Agent(settings);
        using var other = new MultiTaskSac(settings, 8, CPU);
        var start = ImportedWeights.Read(Write(Weights.Export(one, configuration))).Start(settings);
        Assert.Empty(start.Assumed);
        other.Start(start);
        foreach (var (array, expected) in other.Save().Zip(one.Save()).Where(static pair => LearnerState.IsWeight(pair.Item1.Name)))
        {
            Assert.Equal(expected.Name, array.Name);
            Assert.Equal(expected.Values, array.Values);
        }

        Assert.Equal(StartingWeights.Expected(settings).Select(static spec => spec.ToString()), one.Save()
            .Where(static array => LearnerState.IsWeight(array.Name)).Select(static array => new ArraySpec(array.Name, array.Shape).ToString()));
    }

    [Fact]
    public void What_the_file_has_none_of_is_taken_from_the_rest_and_said()
    {
        var start = Read(tensor => tensor.Name.StartsWith("target/", StringComparison.Ordinal) || tensor.Name == "log_alpha" ? [] : [tensor])
            .Start(Settings with { InitialTemperature = 0.5 });
        Assert.Equal(["there is no target/…: the target starts as the critics do", "there is no log_alpha: every temperature starts at 0.5"], start.Assumed);
        var arrays = start.Arrays.ToDictionary(static array => array.Name, static array => array.Values);
        Assert.Equal(arrays["critic/head/bias"], arrays["target/head/bias"]);
        Assert.All(arrays["log_alpha"], static value => Assert.Equal(MathF.Log(0.5f), value));
    }

    [Fact]
    public void A_file_that_cannot_be_used_is_refused_in_a_line_that_names_file_and_array()
    {
        Refused($"'{Kernel}' [42, 16] is missing", Without(Kernel));
        Refused("'target/head/bias' [2, 3, 1] is missing", Without("target/head/bias"));
        Refused("'critic/head/kernel' [2, 3, 16, 1] is missing, and 'critic/heads/kernel' is of no network", Changed("critic/head/kernel", tensor => tensor with { Name = "critic/heads/kernel" }));
        Refused("'adam_mean/log_alpha' is of no network", tensor => tensor.Name == "log_alpha" ? [tensor, tensor with { Name = "adam_mean/log_alpha" }] : [tensor]);
        Refused($"'{Kernel}' is [16, 42], and these settings need [42, 16]", Changed(Kernel, tensor => tensor with { Shape = [16, 42] }));
        Refused("'log_alpha' is I32, not a float type (F32, F64, F16 or BF16)", Changed("log_alpha", tensor => tensor with { Type = TensorType.I32 }));
        Refused("'actor/head/bias' holds a number that is not finite", Changed("actor/head/bias", static tensor =>
            NamedTensor.Of<double>(tensor.Name, [.. tensor.ToDoubles().Select(static _ => 1e300)], [.. tensor.Shape])));
    }

    [Fact]
    public void A_file_that_is_missing_cut_or_none_is_named()
    {
        Assert.Contains("there is no file of weights '/nowhere'", Assert.Throws<InvalidDataException>(() => ImportedWeights.Read("/nowhere")).Message);
        string path = Write(_file);
        byte[] bytes = File.ReadAllBytes(path);
        foreach (var (content, why) in new (byte[], string)[]
        {
            (bytes[..^40], "lies outside the file"), (bytes[..100], "the safetensors header is cut short"), ([1, 2, 3], "too short"), (new byte[64], "header is not valid"),
        })
        {
            File.WriteAllBytes(path, content);
            string line = Assert.Throws<InvalidDataException>(() => ImportedWeights.Read(path)).Message;
            Assert.StartsWith($"{path}: ", line);
            Assert.Contains(why, line);
            Assert.DoesNotContain('\n', line);
        }
    }

    [Fact]
    public void Float_types_are_taken_at_their_values()
    {
        var halves = Read(Changed(Kernel, static tensor => new NamedTensor(
            tensor.Name, TensorType.BF16, tensor.Shape, BitsOf(tensor, static value => (ushort)(BitConverter.SingleToUInt32Bits(value) >> 16)))));
        float[] taken = halves.Start(Settings).Arrays.Single(static array => array.Name == Kernel).Values, exact = _file[Kernel].ToFloats();
        Assert.All(taken.Zip(exact), static pair => Assert.InRange(Math.Abs(pair.Item1 - pair.Item2), 0, Math.Abs(pair.Item2) / 128));
        halves = Read(Changed(Kernel, static tensor => new NamedTensor(
            tensor.Name, TensorType.F16, tensor.Shape, BitsOf(tensor, static value => BitConverter.HalfToUInt16Bits((Half)value)))));
        Assert.Equal(exact.Select(static value => (float)(Half)value), halves.Start(Settings).Arrays.Single(static array => array.Name == Kernel).Values);
    }

    [Fact]
    public void The_policy_alone_needs_the_actor_alone_and_the_export_knows_its_run()
    {
        var weights = Read(static tensor => tensor.Name.StartsWith("actor/", StringComparison.Ordinal) ? [tensor] : []);
        var version = weights.Policy(Settings);
        using var agent = Weights.Agent(Settings);
        Assert.Equal(agent.Policy().Values, version.Weights.Values);
        Assert.Equal((50, 20), (version.Round, version.Weights.Version));
        Assert.Equal(Weights.Configuration("multi-head").Hash, weights.Configuration!.Hash);
        string missing = Assert.Throws<InvalidDataException>(() => Read(Without(Kernel)).Policy(Settings)).Message;
        Assert.Contains($"'{Kernel}' [42, 16] is missing", missing);
    }

    [Fact]
    public void An_agent_that_has_updated_is_not_started_again()
    {
        using var agent = Weights.Agent(Settings);
        agent.Update(UpdateBenchmark.RandomBatch(Settings), 0);
        Assert.Throws<InvalidOperationException>(() => agent.Start(StartingWeights.Of(Settings, [.. agent.Save().Where(static array => LearnerState.IsWeight(array.Name))])));
    }

    private static Func<NamedTensor, NamedTensor[]> Without(string name) => tensor => tensor.Name == name ? [] : [tensor];

    private static Func<NamedTensor, NamedTensor[]> Changed(string name, Func<NamedTensor, NamedTensor> change) =>
        tensor => [tensor.Name == name ? change(tensor) : tensor];

    private static byte[] BitsOf(NamedTensor tensor, Func<float, ushort> bits) =>
        [.. tensor.ToFloats().SelectMany(value => BitConverter.GetBytes(bits(value)))];

    private void Refused(string expected, Func<NamedTensor, NamedTensor[]> change)
    {
        string line = Assert.Throws<InvalidDataException>(() => Read(change).Start(Settings)).Message;
        Assert.StartsWith(_folder["weights.safetensors"], line);
        Assert.Contains(expected, line);
        Assert.DoesNotContain('\n', line);
    }

    private ImportedWeights Read(Func<NamedTensor, NamedTensor[]> change) =>
        ImportedWeights.Read(Write(new SafetensorsFile(_file.Tensors.SelectMany(change), _file.Metadata)));

    private string Write(SafetensorsFile file) => Weights.Write(file, _folder["weights.safetensors"]);
}
