using static TorchSharp.torch;

namespace MtrlAkka.Learning.Tests.Verification;

/// <summary>
/// The architectures once more, from the papers' formulas and as plainly as can be: one network, rows in any order, a
/// parameter is made where the forward first asks for it, under the name that the reference implementation gives it.
/// </summary>
/// <param name="sizes">What a golden file's configuration says of the network.</param>
/// <param name="tasks">Number of tasks.</param>
/// <param name="outputs">Numbers in an output row.</param>
/// <param name="random">Draws the parameters.</param>
internal sealed class PlainNetwork(IReadOnlyDictionary<string, object> sizes, int tasks, int outputs, Random random)
{
    private readonly SortedDictionary<string, Tensor> _parameters = new(StringComparer.Ordinal);

    /// <summary>The parameters that a forward has asked for, by name.</summary>
    public IReadOnlyDictionary<string, Tensor> Parameters => _parameters;

    private int Width => Size("width");

    private int Depth => Size("depth");

    /// <summary>Output [rows, outputs] of rows without the one-hot, and the one-hot [rows, tasks].</summary>
    public Tensor Forward(Tensor state, Tensor oneHot) => (string)sizes["class"] switch
    {
        "VanillaNetworkConfig" => Dense($"layer_{Depth}", Hidden("", cat([state, oneHot], 1), Width, Depth), outputs),
        "MultiHeadConfig" => Heads(Hidden("", cat([state, oneHot], 1), Width, Depth), oneHot),
        "SoftModulesConfig" => SoftModules(state, oneHot),
        "PaCoConfig" => Paco(state, oneHot),
        "CAREConfig" => Care(state, oneHot),
        "FiLMConfig" => Film(state, oneHot),
        "MOOREConfig" => Moore(state, oneHot),
        var other => throw new ArgumentException(other),
    };

    private Tensor SoftModules(Tensor state, Tensor oneHot)
    {
        const int Hidden = 400;
        int modules = Size("num_modules"), size = Size("embedding_dim");
        var f = Dense("f/layer_1", Dense("f/layer_0", state, Hidden).relu(), size);
        var embedding = Dense("task_embedding_fc/layer_1", Dense("task_embedding_fc/layer_0", (Dense("z/layer_0", oneHot, size) * f).relu(), Width).relu(), Width);
        Tensor[] x = [.. Enumerable.Repeat(f.relu(), modules)];
        List<Tensor> routes = [];
        for (int layer = 0; layer < Depth; layer++)
        {
            var gate = layer == 0 ? embedding : embedding * Dense($"prob_fcs_{layer}/prob_embedding_fc", cat([.. routes], 1), Width);
            int results = layer == Depth - 1 ? 1 : modules;
            var route = Dense($"prob_fcs_{layer}/prob_output_fc", gate.relu(), results * modules).view(-1, results, modules).softmax(2);
            routes.Add(route.flatten(1));
            Tensor[] parts = [.. Enumerable.Range(0, modules).Select(module => Dense($"layers_{layer}/VmapDense_0", x[module], Size("module_width"), modules, module))];
            x = [.. Enumerable.Range(0, results).Select(result => Sum(modules, module => route.select(1, result).narrow(1, module, 1) * parts[module]).relu())];
        }

        return Dense("output_head", x[0], outputs);
    }

    private Tensor Paco(Tensor state, Tensor oneHot)
    {
        int sets = Size("num_parameter_sets");
        var weights = Dense("Dense_0", oneHot, sets);
        var x = state;
        for (int layer = 0; layer <= Depth; layer++)
        {
            string name = $"VmapDense_{layer}";
            var input = x;
            x = Sum(sets, set => weights.narrow(1, set, 1) * Dense(name, input, layer == Depth ? outputs : Width, sets, set));
            if (layer < Depth) x = x.relu();
        }

        return x;
    }

    private Tensor Care(Tensor state, Tensor oneHot)
    {
        int experts = Size("num_experts"), size = Size("embedding_dim"), width = Size("encoder_width"), depth = Size("encoder_depth");
        var task = Dense($"task_embedding_mlp/layer_{depth}", Hidden("task_embedding_mlp/", Embedding(oneHot).relu(), width, depth), size);
        var attention = Dense($"task_embedding_attn_mlp/layer_{depth}", Hidden("task_embedding_attn_mlp/", task, width, depth), experts);
        var share = (attention / Convert.ToDouble(sizes["encoder_temperature"])).softmax(1);
        var encoding = Sum(experts, expert => share.narrow(1, expert, 1) * Dense($"moe_mlp/layer_{depth}", Hidden("moe_mlp/", state, width, depth, experts, expert), size, experts, expert));
        return Dense($"torso/layer_{Depth}", Hidden("torso/", cat([encoding, task], 1), Width, Depth), outputs);
    }

    private Tensor Film(Tensor state, Tensor oneHot)
    {
        int size = Size("embedding_dim"), width = Size("encoder_width"), depth = Size("encoder_depth");
        var task = Embedding(oneHot).relu();
        var film = Dense($"MLP_0/layer_{depth}", Hidden("MLP_0/", task, width, depth), 2 * (depth + 1));
        var x = state;
        for (int layer = 0; layer <= depth; layer++)
        {
            x = Dense($"Dense_{layer}", x, layer == depth ? size : width);
            x = (film.narrow(1, 2 * layer, 1) * (layer < depth ? x.relu() : x)) + film.narrow(1, (2 * layer) + 1, 1);
        }

        return Dense($"torso/layer_{Depth}", Hidden("torso/", cat([x, task], 1), Width, Depth), outputs);
    }

    private Tensor Moore(Tensor state, Tensor oneHot)
    {
        int experts = Size("num_experts");
        List<Tensor> units = [];
        for (int expert = 0; expert < experts; expert++)
        {
            var vector = Dense($"VmapMLP_0/layer_{Depth - 1}", Hidden("VmapMLP_0/", state, Width, Depth - 1, experts, expert), Width, experts, expert);
            var rest = units.Aggregate(vector, (left, unit) => left - ((vector * unit).sum(1, keepdim: true) * unit));
            units.Add(rest / (rest.square().sum(1, keepdim: true).sqrt() + 1e-8));
        }

        var weights = oneHot.matmul(Parameter("Dense_0/kernel", tasks, experts));
        return Heads(Sum(experts, expert => weights.narrow(1, expert, 1) * units[expert]).tanh(), oneHot);
    }

    private Tensor Embedding(Tensor oneHot) => oneHot.matmul(Parameter("task_idx_embedding/embedding", tasks, Size("embedding_dim")));

    private Tensor Heads(Tensor x, Tensor oneHot) => Sum(tasks, task => oneHot.narrow(1, task, 1) * Dense("VmapDense_0", x, outputs, tasks, task));

    private Tensor Hidden(string prefix, Tensor x, int width, int depth, int sets = 0, int set = 0)
    {
        for (int layer = 0; layer < depth; layer++) x = Dense($"{prefix}layer_{layer}", x, width, sets, set).relu();
        return x;
    }

    private Tensor Dense(string name, Tensor x, int units, int sets = 0, int set = 0)
    {
        long[] axis = sets == 0 ? [] : [sets];
        Tensor kernel = Parameter($"{name}/kernel", [.. axis, x.shape[1], units]), bias = Parameter($"{name}/bias", [.. axis, units]);
        return sets == 0 ? x.matmul(kernel) + bias : x.matmul(kernel[set]) + bias[set];
    }

    // Values that float32 holds exactly, of the size that keeps a layer's output near that of its input.
    private Tensor Parameter(string name, params long[] shape)
    {
        if (_parameters.TryGetValue(name, out var known)) return known;
        double bound = shape.Length > 1 ? Math.Sqrt(3.0 / shape[^2]) : 0.2;
        double[] values = [.. Enumerable.Range(0, (int)shape.Aggregate(1L, static (product, length) => product * length)).Select(_ => (double)(float)(bound * ((2 * random.NextDouble()) - 1)))];
        return _parameters[name] = tensor(values).view(shape).requires_grad_(true);
    }

    private int Size(string name) => (int)sizes[name];

    private static Tensor Sum(int count, Func<int, Tensor> term) => Enumerable.Range(0, count).Select(term).Aggregate(static (left, right) => left + right);
}
