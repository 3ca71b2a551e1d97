using System.Numerics;
using System.Runtime.Intrinsics;

namespace MtrlAkka.Learning;

/// <summary>
/// The layers' kernels for the CPU: each one pass over memory, split over libtorch's threads. Sums over rows go through a
/// fixed number of chunks, so results do not depend on the number of threads.
/// </summary>
internal sealed unsafe partial class HostLayerKernels<T> : LayerKernels where T : unmanaged, IFloatingPointIeee754<T>
{
    // Elements that are worth a thread's waking up.
    private const int Grain = 1 << 15, Chunks = 8;

    private readonly HostScratch<T> _sums = new();

    private static int Lanes => Vector256<T>.Count;

    public override void BiasRelu(Matrix z, Matrix bias) =>
        HostThreads.Split(new BiasReluWork { Z = new(z), Bias = new(bias) }, z.Members * z.Rows, Rows(z));

    public override void Add(Matrix output, Matrix a, Matrix b) =>
        HostThreads.Split(new AddWork { Output = new(output), A = new(a), B = new(b) }, output.Members * output.Rows, Rows(output));

    public override void AddBias(Matrix z, Matrix bias)
    {
        HostRows<T> rows = new(z), biases = new(bias);
        for (int i = 0; i < z.Members * z.Rows; i++)
        {
            T* x = rows[i], b = biases[i / z.Rows];
            for (int k = 0; k < z.Columns; k++) x[k] += b[k];
        }
    }

    public override void ReluBackward(Matrix dz, Matrix dh, Matrix activation, Matrix? dBias)
    {
        var work = new ReluBackwardWork { Dz = new(dz), Dh = new(dh), Activation = new(activation) };
        if (dBias is null)
        {
            HostThreads.Split(work, dz.Members * dz.Rows, Rows(dz));
            return;
        }

        var chunks = Chunked(work, dz, 1);
        HostThreads.Split(chunks, dz.Members * Chunks, ChunkGrain(dz));
        Combine(chunks.Sums, dz, 1, 0, dBias);
    }

    public override void SumRows(Matrix dBias, Matrix dz)
    {
        HostRows<T> rows = new(dz), sums = new(dBias);
        for (int i = 0; i < dz.Members * dz.Rows; i++)
        {
            T* x = rows[i], sum = sums[i / dz.Rows];
            bool first = i % dz.Rows == 0;
            for (int k = 0; k < dz.Columns; k++) sum[k] = first ? x[k] : sum[k] + x[k];
        }
    }

    public override void LayerNorm(Matrix y, Matrix x, Matrix scale, Matrix shift, Matrix mean, Matrix rate) =>
        HostThreads.Split(
            new NormWork { Y = new(y), X = new(x), Scale = new(scale), Shift = new(shift), Mean = new(mean), Rate = new(rate) },
            x.Members * x.Rows, Rows(x));

    public override void LayerNormBackward(
        Matrix dx, Matrix dy, Matrix x, Matrix scale, Matrix mean, Matrix rate, Matrix? dScale, Matrix? dShift)
    {
        var work = new NormBackwardWork { Dx = new(dx), Dy = new(dy), X = new(x), Scale = new(scale), Mean = new(mean), Rate = new(rate) };
        if (dScale is null || dShift is null)
        {
            HostThreads.Split(work, x.Members * x.Rows, Rows(x));
            return;
        }

        var chunks = Chunked(work, x, 2);
        HostThreads.Split(chunks, x.Members * Chunks, ChunkGrain(x));
        Combine(chunks.Sums, x, 2, 0, dScale);
        Combine(chunks.Sums, x, 2, 1, dShift);
    }

    private static int Rows(Matrix matrix) => Math.Max(1, Grain / matrix.Columns);

    private static int ChunkGrain(Matrix matrix) => (Grain * Chunks / (matrix.Rows * matrix.Columns)) + 1;

    private ChunkedWork<TWork> Chunked<TWork>(TWork work, Matrix rows, int kinds) where TWork : unmanaged, ISummingWork => new()
    {
        Work = work, Rows = rows.Rows, Columns = rows.Columns, Kinds = kinds, Sums = _sums.Take(rows.Members * Chunks * kinds * rows.Columns),
    };

    private static void Combine(T* sums, Matrix rows, int kinds, int kind, Matrix output)
    {
        var outputs = new HostRows<T>(output);
        for (int member = 0; member < rows.Members; member++)
        {
            T* to = outputs[member];
            for (int chunk = 0; chunk < Chunks; chunk++)
            {
                T* from = sums + ((((long)member * Chunks) + chunk) * kinds + kind) * rows.Columns;
                for (int k = 0; k < rows.Columns; k++) to[k] = chunk == 0 ? from[k] : to[k] + from[k];
            }
        }
    }

    /// <summary>Work on one row that also adds to sums over rows, if it is given any.</summary>
    private interface ISummingWork : IRangeWork
    {
        void Row(int row, T* sums);
    }

    /// <summary>Chunk c of member m takes rows [R c / C, R (c + 1) / C) of it, and sums of its own.</summary>
    private struct ChunkedWork<TWork> : IRangeWork where TWork : unmanaged, ISummingWork
    {
        public TWork Work;
        public int Rows, Columns, Kinds;
        public T* Sums;

        public void Run(int begin, int end)
        {
            for (int part = begin; part < end; part++)
            {
                int member = part / Chunks, chunk = part % Chunks;
                T* sums = Sums + ((long)part * Kinds * Columns);
                new Span<T>(sums, Kinds * Columns).Clear();
                for (int row = Rows * chunk / Chunks; row < Rows * (chunk + 1) / Chunks; row++) Work.Row((member * Rows) + row, sums);
            }
        }
    }

    private struct BiasReluWork : IRangeWork
    {
        public HostRows<T> Z, Bias;

        public void Run(int begin, int end)
        {
            for (int row = begin; row < end; row++)
            {
                T* z = Z[row], bias = Bias[row / Z.Rows];
                int k = 0;
                for (; k <= Z.Columns - Lanes; k += Lanes)
                    Vector256.Max(Vector256.Load(z + k) + Vector256.Load(bias + k), Vector256<T>.Zero).Store(z + k);
                for (; k < Z.Columns; k++) z[k] = T.Max(z[k] + bias[k], T.Zero);
            }
        }
    }

    private struct AddWork : IRangeWork
    {
        public HostRows<T> Output, A, B;

        public void Run(int begin, int end)
        {
            for (int row = begin; row < end; row++)
            {
                T* output = Output[row], a = A[row], b = B[row];
                int k = 0;
                for (; k <= Output.Columns - Lanes; k += Lanes) (Vector256.Load(a + k) + Vector256.Load(b + k)).Store(output + k);
                for (; k < Output.Columns; k++) output[k] = a[k] + b[k];
            }
        }
    }

    private struct ReluBackwardWork : ISummingWork
    {
        public HostRows<T> Dz, Dh, Activation;

        public void Run(int begin, int end)
        {
            for (int row = begin; row < end; row++)
            {
                T* dz = Dz[row], dh = Dh[row], h = Activation[row];
                int k = 0;
                for (; k <= Dz.Columns - Lanes; k += Lanes)
                    (Vector256.Load(dh + k) & Vector256.GreaterThan(Vector256.Load(h + k), Vector256<T>.Zero)).Store(dz + k);
                for (; k < Dz.Columns; k++) dz[k] = h[k] > T.Zero ? dh[k] : T.Zero;
            }
        }

        public void Row(int row, T* sums)
        {
            T* dz = Dz[row], dh = Dh[row], h = Activation[row];
            int k = 0;
            for (; k <= Dz.Columns - Lanes; k += Lanes)
            {
                var masked = Vector256.Load(dh + k) & Vector256.GreaterThan(Vector256.Load(h + k), Vector256<T>.Zero);
                masked.Store(dz + k);
                (Vector256.Load(sums + k) + masked).Store(sums + k);
            }

            for (; k < Dz.Columns; k++)
            {
                dz[k] = h[k] > T.Zero ? dh[k] : T.Zero;
                sums[k] += dz[k];
            }
        }
    }

    private struct NormWork : IRangeWork
    {
        public HostRows<T> Y, X, Scale, Shift, Mean, Rate;

        public void Run(int begin, int end)
        {
            int columns = X.Columns;
            for (int row = begin; row < end; row++)
            {
                T* y = Y[row], x = X[row], scale = Scale[row / X.Rows], shift = Shift[row / X.Rows];
                T mean = HostSums<T>.Sum(x, columns) / T.CreateTruncating(columns);
                T rate = T.One / T.Sqrt((HostSums<T>.SquaredDistance(x, mean, columns) / T.CreateTruncating(columns)) + T.CreateTruncating(NormEpsilon));
                (*Mean[row], *Rate[row]) = (mean, rate);
                int k = 0;
                for (; k <= columns - Lanes; k += Lanes)
                {
                    var normal = (Vector256.Load(x + k) - Vector256.Create(mean)) * Vector256.Create(rate);
                    ((normal * Vector256.Load(scale + k)) + Vector256.Load(shift + k)).Store(y + k);
                }

                for (; k < columns; k++) y[k] = ((x[k] - mean) * rate * scale[k]) + shift[k];
            }
        }
    }

    private struct NormBackwardWork : ISummingWork
    {
        public HostRows<T> Dx, Dy, X, Scale, Mean, Rate;

        public void Run(int begin, int end)
        {
            for (int row = begin; row < end; row++) Row(row, null);
        }

        public void Row(int row, T* sums)
        {
            int columns = X.Columns;
            T* dx = Dx[row], dy = Dy[row], x = X[row], scale = Scale[row / X.Rows], scaleSums = sums, shiftSums = sums + columns;
            T mean = *Mean[row], rate = *Rate[row], flat = T.Zero, along = T.Zero;
            var (flats, alongs) = (Vector256<T>.Zero, Vector256<T>.Zero);
            int k = 0;
            for (; k <= columns - Lanes; k += Lanes)
            {
                var normal = (Vector256.Load(x + k) - Vector256.Create(mean)) * Vector256.Create(rate);
                var d = Vector256.Load(dy + k);
                if (sums is not null)
                {
                    (Vector256.Load(scaleSums + k) + (d * normal)).Store(scaleSums + k);
                    (Vector256.Load(shiftSums + k) + d).Store(shiftSums + k);
                }

                d *= Vector256.Load(scale + k);
                flats += d;
                alongs += d * normal;
            }

            for (; k < columns; k++)
            {
                T normal = (x[k] - mean) * rate;
                if (sums is not null)
                {
                    scaleSums[k] += dy[k] * normal;
                    shiftSums[k] += dy[k];
                }

                flat += dy[k] * scale[k];
                along += dy[k] * scale[k] * normal;
            }

            flat = (flat + Vector256.Sum(flats)) / T.CreateTruncating(columns);
            along = (along + Vector256.Sum(alongs)) / T.CreateTruncating(columns);
            for (k = 0; k <= columns - Lanes; k += Lanes)
            {
                var normal = (Vector256.Load(x + k) - Vector256.Create(mean)) * Vector256.Create(rate);
                var inner = Vector256.Load(dy + k) * Vector256.Load(scale + k);
                ((inner - Vector256.Create(flat) - (normal * Vector256.Create(along))) * Vector256.Create(rate)).Store(dx + k);
            }

            for (; k < columns; k++)
                dx[k] = ((dy[k] * scale[k]) - flat - ((x[k] - mean) * rate * along)) * rate;
        }
    }
}
