using TorchSharp;
using static TorchSharp.torch;

namespace MtrlAkka.Learning;

/// <summary>
/// The passes of an update for all agents of a group at once: one for the actors, and one for each critic of the ensembles, over
/// all agents. Outputs lie critic after critic and within one agent after agent, [critics · agents, rows, …].
/// </summary>
internal static class GroupPasses
{
    /// <summary>
    /// Whether passes over many agents give the bits of an agent alone. On a GPU they are used in any case, and the last bits are those of
    /// the group. On the CPU, MKL's product of a batch gives each of its matrices to one thread where there are as many of them as
    /// threads, so that more of them change nothing; with fewer it splits matrices, in another way for each number of them.
    /// A product by itself is different again, and those of actors go one by one. Of autograd's products and sums, and of products
    /// of bfloat16, nothing of the kind is known. What is gained there is that threads are woken less often: nothing with one thread.
    /// </summary>
    /// <param name="settings">Of the agents.</param>
    /// <param name="device">Where.</param>
    /// <param name="threads">Of libtorch.</param>
    public static bool Serve(SacSettings settings, Device device, int threads)
    {
        // Treatments look at the activations of an agent's own passes, rules at the gradients of tasks, and a spectral norm is a state that
        // passes change.
        if (settings.ActorOptimisation != TaskOptimisation.Plain || settings.CriticOptimisation != TaskOptimisation.Plain) return false;
        if (settings.ActorTreatments.Any || settings.CriticTreatments.Any || settings.Actor.SpectralNorm || settings.Critic.SpectralNorm) return false;
        if (settings.Faults.NextActionsAtObservations) return false;
        if (device.type != DeviceType.CPU) return true;
        var layers = DeviceKernels.Torch.Layers;
        return threads > 1 && settings.Matmul == MatmulPrecision.Full && SacNetworks.Actor(settings, layers) is DenseNetwork && SacNetworks.Critic(settings, layers) is DenseNetwork
            && (settings.Critics == 1 || threads <= settings.Critics);
    }

    /// <summary>Binds the passes.</summary>
    /// <param name="settings">What the agents share.</param>
    /// <param name="memory">What they have taken.</param>
    /// <param name="agents">Their number.</param>
    /// <param name="layers">Kernels of the group's own.</param>
    public static UpdatePasses Bind(SacSettings settings, GroupMemory memory, int agents, LayerKernels layers)
    {
        INetwork actor = SacNetworks.Actor(settings, layers), critic = SacNetworks.Critic(settings, layers);
        Matrix input = memory.Block(BatchBuffers.InputName), nextInput = memory.Block(BatchBuffers.NextInputName);
        var (type, device) = (input.Tensor.dtype, input.Tensor.device);
        bool oneByOne = device.type == DeviceType.CPU;
        int size = settings.ActionSize, state = input.Columns - size, rows = settings.BatchSize, critics = settings.Critics;
        List<IDisposable> owned = [];
        T Own<T>(T part) where T : IDisposable
        {
            owned.Add(part);
            return part;
        }

        NetworkParameters Of(INetwork network, string name, int member) => new StackedParameters(
            network.Layout, memory.Block(name), member, oneByOne && network.Layout.Members == 1 ? 1 : agents);
        Matrix Zeros(int columns) => Own(Matrix.Zeros(critics * agents, rows, columns, type, device));

        var nextPolicy = actor.Bind(Of(actor, MultiTaskSac.ActorName, 0), Own(nextInput.SelectColumns(size, state)), null, null);
        var policy = actor.Bind(
            Of(actor, MultiTaskSac.ActorName, 0), Own(input.SelectColumns(size, state)),
            Of(actor, AdamOptimizer.GradientName(MultiTaskSac.ActorName), 0), null);
        int outputs = settings.Categorical?.Bins ?? 1;
        Matrix targets = Zeros(outputs), values = Zeros(outputs), gradients = Zeros(outputs), inputs = Zeros(UpdateViews.InputColumns(settings, input));
        INetworkPass[] targetCritics = new INetworkPass[critics], onlineCritics = new INetworkPass[critics];
        for (int i = 0; i < critics; i++)
        {
            Matrix Part(Matrix whole) => Own(whole.SelectMembers(i * agents, agents));
            targetCritics[i] = critic.Bind(
                Of(critic, MultiTaskSac.TargetName, i), nextInput, null, null, new PassOutput(Part(targets), null));
            onlineCritics[i] = critic.Bind(
                Of(critic, MultiTaskSac.CriticName, i), input, Of(critic, AdamOptimizer.GradientName(MultiTaskSac.CriticName), i),
                Part(inputs), new PassOutput(Part(values), Part(gradients)));
        }

        var views = new UpdateViews[agents];
        for (int i = 0; i < agents; i++)
        {
            Matrix Actors(Matrix whole) => Own(whole.SelectMembers(i, 1));
            Matrix Critics(Matrix whole)
            {
                using var scope = NewDisposeScope();
                return Own(new Matrix(whole.Tensor.unflatten(0, [critics, agents]).select(1, i)));
            }

            var (actions, embedding) = UpdateViews.OfInput(settings, Critics(inputs));
            views[i] = new UpdateViews(
                Actors(nextPolicy.Output), Critics(targets), Critics(values), Critics(gradients), Actors(policy.Output),
                Actors(policy.OutputGradient), actions, embedding);
        }

        return new UpdatePasses(nextPolicy, targetCritics, onlineCritics, policy, views, [.. owned]);
    }
}
