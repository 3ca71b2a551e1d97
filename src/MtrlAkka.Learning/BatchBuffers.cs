using TorchSharp;
using static TorchSharp.torch;

namespace MtrlAkka.Learning;

/// <summary>
/// A batch on the learner's device. The critics' input is (action, observation, one-hot), the actor's the same rows
/// without the action, so both read one buffer; the one-hot columns are written once, since rows stay grouped by task. A task
/// embedding has its columns in the place of the one-hot's, and fills them itself.
/// To a GPU a batch goes through page-locked memory of libtorch's pool, which reuses it once the device has read it: nothing waits.
/// </summary>
internal sealed class BatchBuffers : IDisposable
{
    /// <summary>Names in the agent's memory of <see cref="Input"/> and <see cref="NextInput"/>.</summary>
    public const string InputName = "input", NextInputName = "next_input";

    private readonly SacSettings _settings;
    private readonly Device _device;
    private readonly (Matrix Target, Matrix? Staging)[] _fields;

    public BatchBuffers(SacSettings settings, AgentMemory memory)
    {
        (_settings, _device) = (settings, memory.Device);
        int rows = settings.BatchSize, state = settings.ObservationSize + settings.TaskColumns, size = settings.ActionSize;
        Matrix Make(string name, int columns) => memory.Take(name, rows, columns);
        (Input, NextInput) = (Make(InputName, size + state), Make(NextInputName, size + state));
        (Action, NextAction) = (Input.SelectColumns(0, size), NextInput.SelectColumns(0, size));
        (State, NextState) = (Input.SelectColumns(size, state), NextInput.SelectColumns(size, state));
        (Rewards, Terminated, NextNoise, Noise) =
            (Make("rewards", 1), Make("terminated", 1), Make("next_noise", size), Make("noise", size));
        (OneHot, ReturnExtents) = (Make("one_hot", settings.Tasks), memory.Take("return_extents", 1, settings.Tasks));
        using (NewDisposeScope())
        {
            OneHot.Tensor.copy_(eye(settings.Tasks, dtype: memory.Type, device: memory.Device).repeat_interleave(settings.BatchPerTask, 0));
            foreach (var input in settings.OneHot ? [Input, NextInput] : Array.Empty<Matrix>())
                input.Tensor.narrow(2, size + settings.ObservationSize, settings.Tasks).copy_(OneHot.Tensor);
        }

        if (settings.ActorOptimisation == TaskOptimisation.PcGrad || settings.CriticOptimisation == TaskOptimisation.PcGrad)
            TaskOrder = memory.Take("task_order", 2 * settings.Tasks, settings.Tasks);
        Matrix observations = State.SelectColumns(0, settings.ObservationSize), next = NextState.SelectColumns(0, settings.ObservationSize);
        IEnumerable<Matrix> fields = [observations, Action, Rewards, next, Terminated, NextNoise, Noise, ReturnExtents];
        if (TaskOrder is not null) fields = fields.Append(TaskOrder);
        _fields = [.. fields.Select(target => (target, Stage(target)))];
    }

    /// <summary>[1, rows, action + observation + tasks, or size of the embedding].</summary>
    public Matrix Input { get; }

    /// <summary>The same for next observations; its actions are the policy's.</summary>
    public Matrix NextInput { get; }

    /// <summary>The first columns of <see cref="Input"/>.</summary>
    public Matrix Action { get; }

    /// <summary>The first columns of <see cref="NextInput"/>.</summary>
    public Matrix NextAction { get; }

    /// <summary>The other columns of <see cref="Input"/>: observation and one-hot, or embedding.</summary>
    public Matrix State { get; }

    /// <summary>The other columns of <see cref="NextInput"/>.</summary>
    public Matrix NextState { get; }

    /// <summary>[1, rows, 1].</summary>
    public Matrix Rewards { get; }

    /// <summary>[1, rows, 1].</summary>
    public Matrix Terminated { get; }

    /// <summary>[1, rows, tasks]: which task each row is of.</summary>
    public Matrix OneHot { get; }

    /// <summary>[1, 1, tasks]; see <see cref="TransitionBatch.ReturnExtents"/>.</summary>
    public Matrix ReturnExtents { get; }

    /// <summary>[1, rows, action], standard normal: of the next actions.</summary>
    public Matrix NextNoise { get; }

    /// <summary>[1, rows, action], standard normal: of the actor loss's actions.</summary>
    public Matrix Noise { get; }

    /// <summary>[1, 2 · tasks, tasks]: the orders in which PCGrad projects each task's gradient, the critics' first, then the actor's; null without PCGrad.</summary>
    public Matrix? TaskOrder { get; }

    /// <summary>Copies a batch, its noise, and where there are any the orders of tasks to the device.</summary>
    /// <exception cref="ArgumentException">The batch has another shape than the settings say.</exception>
    public void Fill(TransitionBatch batch, ReadOnlySpan<float> nextNoise, ReadOnlySpan<float> noise, ReadOnlySpan<float> order = default)
    {
        if (batch.Tasks != _settings.Tasks || batch.BatchPerTask != _settings.BatchPerTask
            || batch.ObservationSize != _settings.ObservationSize || batch.ActionSize != _settings.ActionSize)
        {
            throw new ArgumentException(
                $"the batch is {batch.Tasks} × {batch.BatchPerTask} rows of {batch.ObservationSize} + {batch.ActionSize}, the learner's "
                + $"{_settings.Tasks} × {_settings.BatchPerTask} of {_settings.ObservationSize} + {_settings.ActionSize}");
        }

        Copy(0, batch.Observations);
        Copy(1, batch.Actions);
        Copy(2, batch.Rewards);
        Copy(3, batch.NextObservations);
        Copy(4, batch.Terminated);
        Copy(5, nextNoise);
        Copy(6, noise);
        if (_settings.ReturnLimit is not null) Copy(7, batch.ReturnExtents);
        if (!order.IsEmpty) Copy(8, order);
    }

    public void Dispose()
    {
        foreach (var (target, staging) in _fields)
        {
            staging?.Dispose();
            target.Dispose();
        }

        foreach (var matrix in new[] { Action, NextAction, NextState, State, Input, NextInput, OneHot }) matrix.Dispose();
    }

    private Matrix? Stage(Matrix target) =>
        _device.type == DeviceType.CPU ? null : Matrix.Zeros(1, target.Rows, target.Columns, ScalarType.Float32, CPU);

    private unsafe void Copy(int field, ReadOnlySpan<float> source)
    {
        var (target, staging) = _fields[field];
        var host = staging ?? target;
        if (host.Tensor.dtype == ScalarType.Float64)
        {
            for (int i = 0; i < source.Length; i++)
                ((double*)host.Pointer)[(i / host.Columns * host.RowStride) + (i % host.Columns)] = source[i];
        }
        else
        {
            for (int row = 0; row < host.Rows; row++)
                source.Slice(row * host.Columns, host.Columns).CopyTo(new Span<float>((float*)host.Pointer + (row * host.RowStride), host.Columns));
        }

        if (staging is null) return;
        using var scope = NewDisposeScope();
        target.Tensor.copy_(_device.type == DeviceType.CUDA ? staging.Tensor.pin_memory() : staging.Tensor, true);
    }
}
