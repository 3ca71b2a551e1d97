using System.Numerics;
using System.Runtime.Intrinsics;

namespace MtrlAkka.Learning;

/// <summary>
/// The optimiser for the CPU: one pass over the gradient for its norm, one that reads gradient, moments, parameters and
/// target once and writes them back. Vectors are padded to whole registers.
/// </summary>
internal sealed unsafe class HostOptimizerKernels<T> : OptimizerKernels where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int Chunk = 1 << 14;

    private readonly HostScratch<double> _sums = new();

    public override void Step(
        AdamSettings settings, long step, Matrix parameters, Matrix gradient, Matrix mean, Matrix square,
        Matrix? target, double tau, Matrix metrics, int place)
    {
        double scale = 1;
        if (settings.Clip > 0 || place >= 0)
        {
            double norm = Math.Sqrt(SumOfSquares(gradient));
            if (place >= 0) ((T*)metrics.Pointer)[place] += T.CreateTruncating(norm);
            if (settings.Clip > 0 && norm >= settings.Clip) scale = settings.Clip / norm;
        }

        static T As(double value) => T.CreateTruncating(value);
        double correction1 = 1 - Math.Pow(settings.Beta1, step), correction2 = 1 - Math.Pow(settings.Beta2, step);
        HostThreads.Split(
            new AdamWork
            {
                Parameters = (T*)parameters.Pointer, Gradient = (T*)gradient.Pointer, Mean = (T*)mean.Pointer, Square = (T*)square.Pointer,
                Target = target is null ? null : (T*)target.Pointer, Length = parameters.Columns,
                Scale = As(scale), Beta1 = As(settings.Beta1), Beta2 = As(settings.Beta2),
                Rest1 = As(1 - settings.Beta1), Rest2 = As(1 - settings.Beta2), InverseCorrection2 = As(1 / correction2),
                Rate = As(settings.LearningRate / correction1), Keep = As(1 - (settings.LearningRate * settings.WeightDecay)),
                Epsilon = As(settings.Epsilon), Tau = As(tau), Stay = As(1 - tau),
            },
            (parameters.Columns + Chunk - 1) / Chunk, 1);
    }

    public override void Pull(Matrix gradient, Matrix parameters, Matrix start, double factor) => HostThreads.Split(
        new PullWork
        {
            Gradient = (T*)gradient.Pointer, Parameters = (T*)parameters.Pointer, Start = (T*)start.Pointer,
            Length = gradient.Columns, Factor = T.CreateTruncating(factor),
        },
        (gradient.Columns + Chunk - 1) / Chunk, 1);

    public override void Multiply(Matrix vector, Matrix factors) => HostThreads.Split(
        new MultiplyWork { Vector = (T*)vector.Pointer, Factors = (T*)factors.Pointer, Length = vector.Columns },
        (vector.Columns + Chunk - 1) / Chunk, 1);

    private double SumOfSquares(Matrix vector)
    {
        int chunks = (vector.Columns + Chunk - 1) / Chunk;
        double* sums = _sums.Take(chunks);
        HostThreads.Split(new SquaresWork { Vector = (T*)vector.Pointer, Length = vector.Columns, Sums = sums }, chunks, 1);
        double sum = 0;
        for (int i = 0; i < chunks; i++) sum += sums[i];
        return sum;
    }

    private struct SquaresWork : IRangeWork
    {
        public T* Vector;
        public double* Sums;
        public int Length;

        public void Run(int begin, int end)
        {
            for (int chunk = begin; chunk < end; chunk++)
            {
                int first = chunk * Chunk;
                Sums[chunk] = double.CreateTruncating(HostSums<T>.SquaredDistance(Vector + first, T.Zero, Math.Min(Chunk, Length - first)));
            }
        }
    }

    private struct PullWork : IRangeWork
    {
        public T* Gradient, Parameters, Start;
        public int Length;
        public T Factor;

        public void Run(int begin, int end)
        {
            int last = Math.Min(end * Chunk, Length);
            for (int i = begin * Chunk; i < last; i += Vector256<T>.Count)
            {
                var distance = Vector256.LoadAligned(Parameters + i) - Vector256.LoadAligned(Start + i);
                (Vector256.LoadAligned(Gradient + i) + (distance * Vector256.Create(Factor))).StoreAligned(Gradient + i);
            }
        }
    }

    private struct MultiplyWork : IRangeWork
    {
        public T* Vector, Factors;
        public int Length;

        public void Run(int begin, int end)
        {
            int last = Math.Min(end * Chunk, Length);
            for (int i = begin * Chunk; i < last; i += Vector256<T>.Count)
                (Vector256.LoadAligned(Vector + i) * Vector256.LoadAligned(Factors + i)).StoreAligned(Vector + i);
        }
    }

    private struct AdamWork : IRangeWork
    {
        public T* Parameters, Gradient, Mean, Square, Target;
        public int Length;
        public T Scale, Beta1, Beta2, Rest1, Rest2, InverseCorrection2, Rate, Keep, Epsilon, Tau, Stay;

        public void Run(int begin, int end)
        {
            var (scale, beta1, beta2) = (Vector256.Create(Scale), Vector256.Create(Beta1), Vector256.Create(Beta2));
            var (rest1, rest2, correction) = (Vector256.Create(Rest1), Vector256.Create(Rest2), Vector256.Create(InverseCorrection2));
            var (rate, keep, epsilon) = (Vector256.Create(Rate), Vector256.Create(Keep), Vector256.Create(Epsilon));
            var (tau, stay) = (Vector256.Create(Tau), Vector256.Create(Stay));
            int last = Math.Min(end * Chunk, Length);
            for (int i = begin * Chunk; i < last; i += Vector256<T>.Count)
            {
                var g = Vector256.LoadAligned(Gradient + i) * scale;
                var m = (Vector256.LoadAligned(Mean + i) * beta1) + (g * rest1);
                var v = (Vector256.LoadAligned(Square + i) * beta2) + (g * g * rest2);
                m.StoreAligned(Mean + i);
                v.StoreAligned(Square + i);
                var p = (Vector256.LoadAligned(Parameters + i) * keep) - (m * rate / (Vector256.Sqrt(v * correction) + epsilon));
                p.StoreAligned(Parameters + i);
                if (Target is not null) ((Vector256.LoadAligned(Target + i) * stay) + (p * tau)).StoreAligned(Target + i);
            }
        }
    }
}
