using TorchSharp;
using static TorchSharp.torch;

namespace MtrlAkka.Learning;

/// <summary>
/// A batch of matrix products over fixed operands, computed again and again. Whether they go to the library in one call or in
/// several shows in the last bits of its CPU products, so the caller says how many go together.
/// </summary>
internal sealed class BatchedProduct : IDisposable
{
    private readonly Action<Tensor, Tensor, Tensor> _multiply;
    private readonly (Tensor Output, Tensor Left, Tensor Right)[] _calls;
    private readonly Tensor? _gathered, _target;
    private readonly List<Tensor> _owned = [];

    /// <summary>output [n, …] = left [n, …] × right [n, …].</summary>
    /// <param name="multiply">Computes a batch; see <see cref="MatrixProduct.At"/>.</param>
    /// <param name="output">Where the products go; its matrices may lie apart.</param>
    /// <param name="left">Any strides.</param>
    /// <param name="right">Any strides.</param>
    /// <param name="perCall">Products of one call; n is a multiple of it.</param>
    /// <param name="scratch">Memory for n products side by side, needed where they are to lie apart.</param>
    public BatchedProduct(Action<Tensor, Tensor, Tensor> multiply, Tensor output, Tensor left, Tensor right, long perCall, Func<long, Tensor> scratch)
    {
        _multiply = multiply;
        long count = output.shape[0];
        // On the CPU libtorch multiplies a batch in one call only if its results lie side by side.
        if (perCall > 1 && output.device_type == DeviceType.CPU && !output.is_contiguous())
        {
            _target = output;
            using var scope = NewDisposeScope();
            output = _gathered = Own(scratch(output.numel()).view(output.shape));
        }

        if (perCall == count)
        {
            _calls = [(output, left, right)];
            return;
        }

        using (NewDisposeScope())
        {
            Tensor Part(Tensor whole, long call) => Own(whole.narrow(0, call * perCall, perCall));
            _calls = [.. Enumerable.Range(0, (int)(count / perCall)).Select(call => (Part(output, call), Part(left, call), Part(right, call)))];
        }
    }

    /// <summary>Computes the products.</summary>
    public void Run()
    {
        foreach (var (output, left, right) in _calls) _multiply(output, left, right);
        if (_gathered is not null) _target!.copy_(_gathered);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var one in _owned) one.Dispose();
    }

    private Tensor Own(Tensor view)
    {
        _owned.Add(view.DetachFromDisposeScope());
        return view;
    }
}
