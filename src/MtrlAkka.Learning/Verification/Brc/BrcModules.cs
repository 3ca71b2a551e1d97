using System.Globalization;
using static TorchSharp.torch;

namespace MtrlAkka.Learning.Verification.Brc;

/// <summary>Single modules of BRC's networks: blocks, torsos with and without a head, the embedding. What a module is shows in its parameters.</summary>
internal sealed class BrcModules : GoldenKind
{
    private const string Root = "block/";

    /// <inheritdoc/>
    public override string Name => "modules, BRC";

    /// <inheritdoc/>
    public override bool Understands(GoldenFile file) => file.HasAny(Root) && file.Tensors.All(static tensor => tensor.Name.StartsWith(Root, StringComparison.Ordinal));

    /// <inheritdoc/>
    public override void Compare(GoldenFile file, GoldenMachine machine, GoldenComparison comparison)
    {
        using var mode = no_grad();
        foreach (string name in file.Tensors.Select(static tensor => tensor.Name.Split('/')[1]).Distinct())
        {
            using var scope = NewDisposeScope();
            string module = $"{Root}{name}/";
            if (file.Has($"{module}params/embeddings/embedding")) CompareEmbedding(file, module, machine, comparison);
            else if (file.Has($"{module}params/LayerNorm_1/scale")) CompareBlock(file, module, machine, comparison);
            else CompareTorso(file, module, machine, comparison);
        }
    }

    private static void CompareEmbedding(GoldenFile file, string module, GoldenMachine machine, GoldenComparison comparison)
    {
        var stored = file[$"{module}params/embeddings/embedding"];
        int tasks = (int)stored.Shape[0], size = (int)stored.Shape[1];
        using var table = machine.Parameters(TaskEmbedding.Layout(tasks, size));
        table.View(0).copy_(tensor(stored.Values).view(1, tasks, size));
        using var embedding = new TaskEmbedding(machine.Kernels.Tasks, table, null);
        int[] rows = file[$"{module}x"].ToInts();
        using Matrix oneHot = machine.Matrix([.. rows.SelectMany(task => Enumerable.Range(0, tasks).Select(one => one == task ? 1.0 : 0))], 1, rows.Length, tasks),
            columns = machine.Zeros(1, rows.Length, size);
        embedding.Write(oneHot, columns);
        comparison.Add("embedding", GoldenMachine.Values(columns.Tensor), file[$"{module}y"]);
    }

    private static void CompareBlock(GoldenFile file, string module, GoldenMachine machine, GoldenComparison comparison)
    {
        const string Block = "block_0";
        using var input = Input(file, module, machine);
        using var parameters = machine.Parameters(new ParameterLayout(BroNetwork.BlockParameters(Block, input.Columns, input.Columns), 1));
        Load(file, module, parameters, $"{BrcNames.Layer(Block)}/");
        var run = BroLayers.Run(parameters);
        foreach (var (name, value) in BroLayers.Block(run, Block, input.Tensor)) comparison.Add("layers", GoldenMachine.Values(value), file[$"{module}act/{name}"]);
        comparison.Add("block", GoldenMachine.Values(BroNetwork.Block(run, Block, input.Tensor, BroLayers.Relu)), file[$"{module}y"]);
    }

    private static void CompareTorso(GoldenFile file, string module, GoldenMachine machine, GoldenComparison comparison)
    {
        using var input = Input(file, module, machine);
        bool headed = file.Has($"{module}params/Dense_1/bias");
        int width = file[$"{module}params/LayerNorm_0/scale"].Values.Length, depth = 0;
        while (file.HasAny(string.Create(CultureInfo.InvariantCulture, $"{module}params/BronetBlock_{depth}/"))) depth++;
        var head = new ValueHead(headed ? file[$"{module}params/Dense_1/bias"].Values.Length : 1, 1);
        var network = new BroNetwork(
            new NetworkSettings { Width = width, Depth = depth }, new NetworkShape(input.Columns + 1, head.Outputs, 1, 1, 0), head, oneHot: false);
        using var bound = new BoundNetwork(network, machine, input);
        Load(file, module, bound.Parameters, "");
        bound.Pass.Forward();
        comparison.Add("torso", GoldenMachine.Values((headed ? bound.Pass.Output : bound.Pass.Activations[^1].Value).Tensor), file[$"{module}y"]);
        if (headed) comparison.Add("layers", GoldenMachine.Values(bound.Pass.Output.Tensor), file[$"{module}act/Dense_1"]);
        foreach (var (name, value) in BroLayers.Torso(BroLayers.Run(bound.Parameters), input.Tensor, depth).Where(static layer => layer.Name.Length > 0))
            comparison.Add("layers", GoldenMachine.Values(value), file[$"{module}act/{name}"]);
    }

    private static Matrix Input(GoldenFile file, string module, GoldenMachine machine)
    {
        var stored = file[$"{module}x"];
        return machine.Matrix(stored.Values, 1, (int)stored.Shape[0], stored.Columns);
    }

    // A torso without a head keeps the head's zeros.
    private static void Load(GoldenFile file, string module, FlatParameters parameters, string within)
    {
        for (int i = 0; i < parameters.Layout.Parameters.Count; i++)
        {
            string name = parameters.Layout.Parameters[i].Name, stored = $"{module}params/{BrcNames.Layer(name)[within.Length..]}";
            if (name.StartsWith("head/", StringComparison.Ordinal) && !file.Has(stored)) continue;
            var view = parameters.View(i);
            double[] values = file[stored].Values;
            if (values.Length != view.numel()) throw new InvalidDataException($"'{stored}' has {values.Length} numbers, and the other sizes make {view.numel()}");
            view.copy_(tensor(values).view(view.shape));
        }
    }
}
