using System.Numerics;
using System.Runtime.Intrinsics;

namespace MtrlAkka.Learning;

/// <summary>The gradients of tasks on the CPU. Sums over parameters go through a fixed number of parts, so results do not depend on the number of threads.</summary>
internal sealed unsafe class HostTaskGradientKernels<T> : TaskGradientKernels where T : unmanaged, IFloatingPointIeee754<T>
{
    // A block of every task's gradient fits a core's cache; rows are padded to whole registers.
    private const int Block = 1024, Parts = 64;

    private readonly HostScratch<double> _sums = new(), _products = new(), _each = new();
    private readonly HostScratch<T> _coefficients = new();

    public override void Project(TaskGradients gradients, Matrix order, Projection projection, Matrix combined, Matrix metrics, int place)
    {
        int tasks = gradients.Tasks;
        double* products = Products(gradients, pairs: true), dots = _each.Take(3 * tasks), own = dots + tasks, sums = own + tasks;
        T* coefficients = _coefficients.Take(tasks);
        new Span<double>(sums, tasks).Clear();
        int conflicts = 0;
        for (int task = 0; task < tasks; task++)
        {
            for (int other = 0; other < task; other++)
                if (products[(task * tasks) + other] < 0) conflicts++;
            new Span<double>(products + (task * tasks), tasks).CopyTo(new Span<double>(dots, tasks));
            new Span<double>(own, tasks).Clear();
            own[task] = 1;
            T* turns = (T*)order.Pointer + (task * tasks);
            for (int turn = 0; turn < tasks; turn++)
            {
                int other = int.CreateTruncating(turns[turn]);
                if ((other == task && !projection.Self) || !(dots[other] < 0)) continue;
                double* row = products + (other * tasks);
                double share = dots[other] / (row[other] + projection.Epsilon);
                own[other] -= share;
                for (int k = 0; k < tasks; k++) dots[k] -= share * row[k];
            }

            for (int k = 0; k < tasks; k++) sums[k] += own[k];
        }

        // The rows are g_i / tasks, so their sum is already the mean.
        for (int k = 0; k < tasks; k++) coefficients[k] = T.CreateTruncating(projection.Mean ? sums[k] : sums[k] * tasks);
        ((T*)metrics.Pointer)[place] += T.CreateTruncating(conflicts);
        HostThreads.Split(
            new CombineWork
            {
                Gradients = (T*)gradients.Matrix.Pointer, Combined = (T*)combined.Pointer, Coefficients = coefficients, Tasks = tasks,
                Length = gradients.Matrix.Columns,
            },
            Blocks(gradients), 8);
    }

    public override void Balance(TaskGradients gradients, Matrix? losses, GradNormState state, Balancing balancing, long step)
    {
        int tasks = gradients.Tasks;
        double* products = Products(gradients, pairs: false), rates = _each.Take(2 * tasks), signs = rates + tasks;
        T* weights = (T*)state.Weights.Pointer, means = (T*)state.Mean.Pointer, squares = (T*)state.Square.Pointer;
        Rates(losses, state.FirstLosses, balancing.Asymmetry, step == 1, rates, tasks);
        double mean = 0, flow = 0, sum = 0;
        for (int task = 0; task < tasks; task++) mean += As(weights[task]) * Math.Sqrt(products[task * (tasks + 1)]) / tasks;
        for (int task = 0; task < tasks; task++)
        {
            double distance = (As(weights[task]) * Math.Sqrt(products[task * (tasks + 1)])) - (mean * rates[task]);
            signs[task] = distance > 0 ? 1 : distance < 0 ? -1 : 0;
            if (balancing.TargetsMove) flow += signs[task] * rates[task] / tasks;
        }

        var adam = balancing.Adam;
        double correction1 = 1 - Math.Pow(adam.Beta1, step), correction2 = 1 - Math.Pow(adam.Beta2, step);
        for (int task = 0; task < tasks; task++)
        {
            double gradient = Math.Sqrt(products[task * (tasks + 1)]) * (signs[task] - flow);
            double first = (As(means[task]) * adam.Beta1) + ((1 - adam.Beta1) * gradient);
            double second = (As(squares[task]) * adam.Beta2) + ((1 - adam.Beta2) * gradient * gradient);
            double weight = As(weights[task]) - (adam.LearningRate / correction1 * first / (Math.Sqrt(second / correction2) + adam.Epsilon));
            (means[task], squares[task]) = (T.CreateTruncating(first), T.CreateTruncating(second));
            sum += rates[task] = Math.Max(weight, LeastWeight);
        }

        for (int task = 0; task < tasks; task++) weights[task] = T.CreateTruncating(rates[task] * tasks / sum);
    }

    public override void Mask(TaskGradients gradients, FlatParameters mask)
    {
        for (int i = 0; i < gradients.Layout.Parameters.Count; i++)
        {
            var spec = gradients.Layout.Parameters[i];
            HostThreads.Split(
                new MaskWork
                {
                    Gradients = (T*)gradients.Matrix.Pointer + gradients.Layout.Offset(i), Length = gradients.Matrix.Columns,
                    Mask = (T*)mask.Vector.Pointer + mask.Layout.Offset(mask.Layout.Index(spec.Name)), Count = (int)spec.Count * gradients.Layout.Members,
                },
                gradients.Tasks, 1);
        }
    }

    public override void Weigh(Matrix rows, Matrix weights, double factor)
    {
        HostRows<T> all = new(rows);
        for (int at = 0; at < rows.Members * rows.Rows; at++)
        {
            T* row = all[at];
            T weight = ((T*)weights.Pointer)[(long)(at % rows.Rows) * weights.Columns / rows.Rows] * T.CreateTruncating(factor);
            for (int k = 0; k < rows.Columns; k++) row[k] *= weight;
        }
    }

    private static double As(T value) => double.CreateTruncating(value);

    private static int Blocks(TaskGradients gradients) => (gradients.Matrix.Columns + Block - 1) / Block;

    // r^α of each task.
    private static void Rates(Matrix? losses, Matrix? firstLosses, double asymmetry, bool first, double* rates, int tasks)
    {
        new Span<double>(rates, tasks).Fill(1);
        if (losses is null || firstLosses is null) return;
        T* now = (T*)losses.Pointer, then = (T*)firstLosses.Pointer;
        if (first) new Span<T>(now, tasks).CopyTo(new Span<T>(then, tasks));
        double mean = 0;
        for (int task = 0; task < tasks; task++) mean += (rates[task] = As(now[task]) / (As(then[task]) + LossEpsilon)) / tasks;
        for (int task = 0; task < tasks; task++) rates[task] = Math.Pow(rates[task] / (mean + LossEpsilon), asymmetry);
    }

    // [tasks, tasks]: g_i · g_j, or without pairs its diagonal alone.
    private double* Products(TaskGradients gradients, bool pairs)
    {
        int tasks = gradients.Tasks, size = tasks * tasks, parts = Math.Min(Parts, Blocks(gradients));
        double* sums = _sums.Take(parts * size), products = _products.Take(size);
        HostThreads.Split(
            new ProductWork
            {
                Gradients = (T*)gradients.Matrix.Pointer, Sums = sums, Tasks = tasks, Length = gradients.Matrix.Columns, Blocks = Blocks(gradients),
                Parts = parts, Pairs = pairs,
            },
            parts, 1);
        for (int i = 0; i < tasks; i++)
        {
            for (int j = i; j < (pairs ? tasks : i + 1); j++)
            {
                double sum = 0;
                for (int part = 0; part < parts; part++) sum += sums[(part * size) + (i * tasks) + j];
                products[(i * tasks) + j] = products[(j * tasks) + i] = sum * size;
            }
        }

        return products;
    }

    /// <summary>Sums of products over the blocks of a part, in the upper triangle.</summary>
    private struct ProductWork : IRangeWork
    {
        public T* Gradients;
        public double* Sums;
        public int Tasks, Length, Blocks, Parts;
        public bool Pairs;

        public void Run(int begin, int end)
        {
            for (int part = begin; part < end; part++)
            {
                double* sums = Sums + (part * Tasks * Tasks);
                new Span<double>(sums, Tasks * Tasks).Clear();
                for (int block = (int)((long)Blocks * part / Parts); block < (int)((long)Blocks * (part + 1) / Parts); block++)
                    Add(Gradients + (block * Block), Math.Min(Block, Length - (block * Block)), sums);
            }
        }

        private readonly void Add(T* first, int count, double* sums)
        {
            for (int i = 0; i < Tasks; i++)
            {
                T* x = first + ((long)i * Length);
                int last = Pairs ? Tasks : i + 1, j = i;
                for (; j <= last - 4; j += 4) Four(x, first + ((long)j * Length), count, sums + (i * Tasks) + j);
                for (; j < last; j++)
                {
                    T* y = first + ((long)j * Length);
                    var sum = Vector256<T>.Zero;
                    for (int k = 0; k < count; k += Vector256<T>.Count) sum += Vector256.LoadAligned(x + k) * Vector256.LoadAligned(y + k);
                    sums[(i * Tasks) + j] += As(Vector256.Sum(sum));
                }
            }
        }

        // Four rows at once read x once, and do not wait for one another.
        private readonly void Four(T* x, T* y, int count, double* sums)
        {
            T* y1 = y + Length, y2 = y1 + Length, y3 = y2 + Length;
            Vector256<T> sum0 = Vector256<T>.Zero, sum1 = sum0, sum2 = sum0, sum3 = sum0;
            for (int k = 0; k < count; k += Vector256<T>.Count)
            {
                var v = Vector256.LoadAligned(x + k);
                sum0 += v * Vector256.LoadAligned(y + k);
                sum1 += v * Vector256.LoadAligned(y1 + k);
                sum2 += v * Vector256.LoadAligned(y2 + k);
                sum3 += v * Vector256.LoadAligned(y3 + k);
            }

            sums[0] += As(Vector256.Sum(sum0));
            sums[1] += As(Vector256.Sum(sum1));
            sums[2] += As(Vector256.Sum(sum2));
            sums[3] += As(Vector256.Sum(sum3));
        }
    }

    /// <summary>One parameter of each task's gradient times the mask; the padding behind is 0 and stays so.</summary>
    private struct MaskWork : IRangeWork
    {
        public T* Gradients, Mask;
        public int Length, Count;

        public void Run(int begin, int end)
        {
            for (int task = begin; task < end; task++)
            {
                T* row = Gradients + ((long)task * Length);
                for (int k = 0; k < Count; k += Vector256<T>.Count)
                    (Vector256.LoadAligned(row + k) * Vector256.LoadAligned(Mask + k)).StoreAligned(row + k);
            }
        }
    }

    /// <summary>The weighted sum of the tasks' gradients, block by block.</summary>
    private struct CombineWork : IRangeWork
    {
        public T* Gradients, Combined, Coefficients;
        public int Tasks, Length;

        public void Run(int begin, int end)
        {
            for (int block = begin; block < end; block++)
            {
                int first = block * Block, count = Math.Min(Block, Length - first);
                T* to = Combined + first;
                for (int task = 0; task < Tasks; task++)
                {
                    T* from = Gradients + ((long)task * Length) + first;
                    var coefficient = Vector256.Create(Coefficients[task]);
                    for (int k = 0; k < count; k += Vector256<T>.Count)
                    {
                        var part = Vector256.LoadAligned(from + k) * coefficient;
                        (task == 0 ? part : Vector256.LoadAligned(to + k) + part).StoreAligned(to + k);
                    }
                }
            }
        }
    }
}
