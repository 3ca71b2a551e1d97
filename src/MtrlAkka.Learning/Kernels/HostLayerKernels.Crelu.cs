using System.Runtime.Intrinsics;

namespace MtrlAkka.Learning;

/// <content>Concatenated ReLU.</content>
internal sealed unsafe partial class HostLayerKernels<T>
{
    public override void BiasCrelu(Matrix h, Matrix z, Matrix bias) =>
        HostThreads.Split(new BiasCreluWork { H = new(h), Z = new(z), Bias = new(bias) }, z.Members * z.Rows, Rows(h));

    public override void CreluBackward(Matrix dz, Matrix dh, Matrix h, Matrix? dBias)
    {
        var work = new CreluBackwardWork { Dz = new(dz), Dh = new(dh), H = new(h) };
        if (dBias is null)
        {
            HostThreads.Split(work, dz.Members * dz.Rows, Rows(dh));
            return;
        }

        var chunks = Chunked(work, dz, 1);
        HostThreads.Split(chunks, dz.Members * Chunks, ChunkGrain(dh));
        Combine(chunks.Sums, dz, 1, 0, dBias);
    }

    private struct BiasCreluWork : IRangeWork
    {
        public HostRows<T> H, Z, Bias;

        public void Run(int begin, int end)
        {
            int units = Z.Columns;
            for (int row = begin; row < end; row++)
            {
                T* h = H[row], z = Z[row], bias = Bias[row / Z.Rows];
                int k = 0;
                for (; k <= units - Lanes; k += Lanes)
                {
                    var sum = Vector256.Load(z + k) + Vector256.Load(bias + k);
                    Vector256.Max(sum, Vector256<T>.Zero).Store(h + k);
                    Vector256.Max(-sum, Vector256<T>.Zero).Store(h + units + k);
                }

                for (; k < units; k++) (h[k], h[units + k]) = (T.Max(z[k] + bias[k], T.Zero), T.Max(-(z[k] + bias[k]), T.Zero));
            }
        }
    }

    private struct CreluBackwardWork : ISummingWork
    {
        public HostRows<T> Dz, Dh, H;

        public void Run(int begin, int end)
        {
            for (int row = begin; row < end; row++) Row(row, null);
        }

        public void Row(int row, T* sums)
        {
            int units = Dz.Columns, k = 0;
            T* dz = Dz[row], dh = Dh[row], h = H[row];
            for (; k <= units - Lanes; k += Lanes)
            {
                var up = Vector256.Load(dh + k) & Vector256.GreaterThan(Vector256.Load(h + k), Vector256<T>.Zero);
                var down = Vector256.Load(dh + units + k) & Vector256.GreaterThan(Vector256.Load(h + units + k), Vector256<T>.Zero);
                (up - down).Store(dz + k);
                if (sums is not null) (Vector256.Load(sums + k) + up - down).Store(sums + k);
            }

            for (; k < units; k++)
            {
                dz[k] = h[k] > T.Zero ? dh[k] : h[units + k] > T.Zero ? -dh[units + k] : T.Zero;
                if (sums is not null) sums[k] += dz[k];
            }
        }
    }
}
