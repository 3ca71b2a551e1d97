using static TorchSharp.torch;

namespace MtrlAkka.Learning;

/// <content>The gradients of tasks.</content>
internal sealed partial class DensePass
{
    /// <summary>
    /// The part of a backward that goes into the gradients of tasks. Rows lie grouped by task, so a kernel's gradients are one
    /// batched product over tasks, of as many multiply-adds as the whole batch's gradient.
    /// </summary>
    private sealed class TaskBackwards
    {
        private readonly DensePass _pass;
        private readonly TaskGradients _tasks;
        private readonly Dictionary<Matrix, Matrix[]> _split = [];
        private readonly Dense _head;
        private readonly Dense[] _layers;
        private readonly Dictionary<Norm, NormPart[]> _norms = new(ReferenceEqualityComparer.Instance);
        private readonly Matrix[] _outputGradient;

        /// <summary>Makes all views.</summary>
        /// <param name="pass">The pass, whose forward buffers are there.</param>
        /// <param name="tasks">Where gradients go.</param>
        /// <param name="outputGradient">[members, rows, outputs].</param>
        /// <param name="buffers">What the flow may lie in, [members, rows, width].</param>
        public TaskBackwards(DensePass pass, TaskGradients tasks, Matrix outputGradient, IEnumerable<Matrix> buffers)
        {
            (_pass, _tasks) = (pass, tasks);
            var network = pass._network;
            foreach (var buffer in buffers) _split[buffer] = Split(buffer);
            _outputGradient = Split(outputGradient);
            _head = new Dense(
                Transposed(pass._headInput), Gradients("head/kernel", pass._headInput.Columns, network.Outputs, network.Heads > 1),
                Gradients("head/bias", 1, network.Outputs, network.Heads > 1), null);
            _layers =
            [
                .. pass._layers.Select((layer, i) => new Dense(
                    Transposed(layer.Source), Gradients($"layer_{i}/kernel", layer.Kernel.Rows, layer.Kernel.Columns, own: false),
                    Gradients($"layer_{i}/bias", 1, layer.Kernel.Columns, own: false), Spectral(layer.Spectral))),
            ];
            foreach (var layer in pass._layers)
                if (!_split.ContainsKey(layer.Activation)) _split[layer.Activation] = Split(layer.Activation);

            Last = _layers.Length;
            for (int i = _layers.Length - 1; i >= 0; i--)
                if (_layers[i].Kernel is not null || _layers[i].Bias is not null) Last = i;
            for (int i = 1; i <= _layers.Length; i++)
            {
                var norm = i < _layers.Length ? pass._layers[i].Norm : pass._headNorm;
                if (norm is null) continue;
                _norms[norm] = Parts(norm, i - 1);
                if (_norms[norm].Any(static part => part.ScaleGradient is not null)) Last = Math.Min(Last, i - 1);
            }
        }

        /// <summary>The first layer whose gradients are wanted, so the last one that the backward comes to; as many as there are layers where only the head's are.</summary>
        public int Last { get; }

        /// <summary>Fills the gradients of the head, from the output's gradient.</summary>
        public void IntoHead()
        {
            for (int member = 0; member < _outputGradient.Length; member++)
            {
                if (_head.Kernel is { } kernels) _pass._multiply(kernels[member].Tensor, _head.SourceTransposed[member], _outputGradient[member].Tensor);
                if (_head.Bias is { } biases) _pass._kernels.SumRows(biases[member], _outputGradient[member]);
            }
        }

        /// <summary>Goes back through a layer's activation, and fills the layer's gradients.</summary>
        /// <param name="index">Of the layer.</param>
        /// <param name="dz">Filled with the gradient before the activation; may be dh.</param>
        /// <param name="dh">The gradient behind it.</param>
        public void ThroughActivation(int index, Matrix dz, Matrix dh)
        {
            var (layer, whole, kernels) = (_layers[index], _pass._layers[index], _pass._kernels);
            Matrix[] before = _split[dz], behind = _split[dh], activation = _split[whole.Activation];
            for (int member = 0; member < before.Length; member++)
            {
                var bias = layer.Bias?[member];
                if (whole.Product == whole.Activation) kernels.ReluBackward(before[member], behind[member], activation[member], bias);
                else kernels.CreluBackward(before[member], behind[member], activation[member], bias);
                if (layer.Kernel?[member] is not { } gradient) continue;
                _pass._multiply(gradient.Tensor, layer.SourceTransposed[member], before[member].Tensor);
                layer.Spectral?[member].Backward(gradient);
            }
        }

        /// <summary>Goes back through a norm, and fills its gradients.</summary>
        public void ThroughNorm(Norm norm, Matrix flow)
        {
            var (parts, flows) = (_norms[norm], _split[flow]);
            for (int member = 0; member < parts.Length; member++)
            {
                var part = parts[member];
                _pass._kernels.LayerNormBackward(
                    flows[member], flows[member], part.Input, part.Scale, part.Mean, part.Rate, part.ScaleGradient, part.ShiftGradient);
            }
        }

        // [members, rows, columns] as [tasks, rows of a task, columns] of each member.
        private Matrix[] Split(Matrix matrix)
        {
            using var scope = NewDisposeScope();
            var parts = new Matrix[matrix.Members];
            for (int member = 0; member < parts.Length; member++)
            {
                var rows = matrix.Tensor.narrow(0, member, 1).view(_tasks.Tasks, matrix.Rows / _tasks.Tasks, matrix.Columns);
                parts[member] = _pass.Own(new Matrix(rows));
            }

            return parts;
        }

        private Tensor[] Transposed(Matrix source) => [.. Split(source).Select(part => _pass.Own(part.Tensor.transpose(1, 2)))];

        private Matrix[]? Gradients(string name, int rows, int columns, bool own)
        {
            if (!_tasks.Hold(name)) return null;
            return
            [
                .. Enumerable.Range(0, _pass._network.Members).Select(
                    member => _pass.Own(own ? _tasks.OwnView(name, member, rows, columns) : _tasks.View(name, member, rows, columns))),
            ];
        }

        private SpectralKernel.Part[]? Spectral(SpectralKernel? kernel) =>
            kernel is null ? null : [.. Enumerable.Range(0, _pass._network.Members).Select(member => Own(kernel.OfTasks(member, _tasks.Tasks)))];

        private SpectralKernel.Part Own(SpectralKernel.Part part)
        {
            _pass._owned.Add(part);
            return part;
        }

        private NormPart[] Parts(Norm norm, int index)
        {
            Matrix[] input = Split(norm.Input), mean = Split(norm.Mean), rate = Split(norm.Rate);
            Matrix[]? scales = Gradients($"norm_{index}/scale", 1, norm.Scale.Columns, own: false), shifts = Gradients($"norm_{index}/shift", 1, norm.Scale.Columns, own: false);
            using var scope = NewDisposeScope();
            return
            [
                .. input.Select((part, member) => new NormPart(
                    part, _pass.Own(new Matrix(norm.Scale.Tensor.narrow(0, member, 1).expand(_tasks.Tasks, -1, -1))), mean[member], rate[member],
                    scales?[member], shifts?[member])),
            ];
        }

        /// <summary>Views of a dense layer for each member; gradients [tasks, in, out] and [tasks, 1, out] where they are wanted.</summary>
        private sealed record Dense(Tensor[] SourceTransposed, Matrix[]? Kernel, Matrix[]? Bias, SpectralKernel.Part[]? Spectral);

        /// <summary>A member's views of a norm, each [tasks, rows of a task, …].</summary>
        private sealed record NormPart(Matrix Input, Matrix Scale, Matrix Mean, Matrix Rate, Matrix? ScaleGradient, Matrix? ShiftGradient);
    }
}
