using System.Numerics;

namespace MtrlAkka.Learning;

/// <summary>A categorical critic's arithmetic for the CPU: rows in parallel, sums over them in order.</summary>
internal sealed unsafe class HostCategoricalKernels<T>(CategoricalSupport support) : CategoricalKernels(support)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int Grain = 16;

    private readonly HostScratch<T> _values = new(), _alpha = new(), _each = new();
    private readonly HostScratch<double> _losses = new();

    public override void Target(
        Matrix logits, Matrix nextLogProbability, Matrix rewards, Matrix terminated, Matrix logAlpha, double gamma, double rewardScale,
        Matrix target) =>
        HostThreads.Split(
            new TargetWork
            {
                Logits = new(logits), Next = new(nextLogProbability), Rewards = new(rewards), Terminated = new(terminated), Target = new(target),
                Values = Values(), Alpha = Temperatures(logAlpha), Tasks = logAlpha.Columns, Members = logits.Members,
                Gamma = T.CreateTruncating(gamma), Scale = T.CreateTruncating(rewardScale),
                Limit = T.CreateTruncating(Support.Limit), Spacing = T.CreateTruncating(Support.Spacing),
            },
            logits.Rows, Grain);

    public override void CriticLoss(Matrix logits, Matrix target, Matrix? weights, Matrix gradient, Matrix metrics, Matrix? taskLosses = null)
    {
        int count = logits.Members * logits.Rows;
        T* each = _each.Take(count);
        double* losses = _losses.Take(count);
        HostThreads.Split(
            new CriticWork
            {
                Logits = new(logits), Target = new(target), Gradient = new(gradient), Values = Values(), Each = each, Losses = losses,
                Weights = new(weights),
            },
            count, Grain);
        double loss = 0, value = 0;
        for (int at = 0; at < count; at++)
        {
            loss += losses[at];
            value += double.CreateTruncating(each[at]);
        }

        Add(metrics, Metric.CriticLoss, loss / logits.Rows);
        Add(metrics, Metric.CriticValue, value / count);
        for (int task = 0; taskLosses is not null && task < taskLosses.Columns; task++)
        {
            int rows = logits.Rows / taskLosses.Columns;
            double sum = 0;
            for (int member = 0; member < logits.Members; member++)
                for (int row = 0; row < rows; row++) sum += losses[(member * logits.Rows) + (task * rows) + row];
            ((T*)taskLosses.Pointer)[task] = T.CreateTruncating(sum / rows);
        }
    }

    public override void ActorLoss(Matrix logits, Matrix logProbability, Matrix logAlpha, Matrix? weights, Matrix gradient, Matrix metrics)
    {
        int count = logits.Members * logits.Rows;
        HostRows<T> log = new(logProbability);
        T* each = _each.Take(count), alpha = Temperatures(logAlpha);
        HostThreads.Split(
            new ValueWork
            {
                Logits = new(logits), Gradient = new(gradient), Values = Values(), Each = each, Weights = new(weights), Scale = T.CreateTruncating(-1.0 / count),
            },
            count, Grain);
        TaskWeights ofTasks = new(weights);
        double loss = 0, entropy = 0;
        for (int row = 0; row < logits.Rows; row++)
        {
            double value = 0;
            for (int member = 0; member < logits.Members; member++) value += double.CreateTruncating(each[(member * logits.Rows) + row]);
            double bonus = double.CreateTruncating(alpha[(long)row * logAlpha.Columns / logits.Rows] * *log[row]);
            loss += double.CreateTruncating(ofTasks.Of(row, logits.Rows)) * (bonus - (value / logits.Members));
            entropy -= double.CreateTruncating(*log[row]);
        }

        Add(metrics, Metric.ActorLoss, loss / logits.Rows);
        Add(metrics, Metric.Entropy, entropy / logits.Rows);
    }

    public override void Expectation(Matrix logits, Matrix values)
    {
        int count = logits.Members * logits.Rows;
        HostRows<T> means = new(values);
        T* each = _each.Take(count);
        HostThreads.Split(new ValueWork { Logits = new(logits), Values = Values(), Each = each }, count, Grain);
        for (int row = 0; row < logits.Rows; row++)
        {
            T sum = T.Zero;
            for (int member = 0; member < logits.Members; member++) sum += each[(member * logits.Rows) + row];
            *means[row] = sum / T.CreateTruncating(logits.Members);
        }
    }

    private T* Values()
    {
        T* values = _values.Take(Support.Bins);
        // From both ends, so that the values are symmetric to the last bit.
        for (int j = 0; j <= Support.Bins - 1 - j; j++)
        {
            values[Support.Bins - 1 - j] = T.CreateTruncating(Support.Limit * (Support.Bins - 1 - (2 * j)) / (Support.Bins - 1));
            values[j] = -values[Support.Bins - 1 - j];
        }

        return values;
    }

    private T* Temperatures(Matrix logAlpha)
    {
        T* alpha = _alpha.Take(logAlpha.Columns);
        for (int task = 0; task < logAlpha.Columns; task++) alpha[task] = T.Exp(((T*)logAlpha.Pointer)[task]);
        return alpha;
    }

    private static void Add(Matrix metrics, int place, double value) => ((T*)metrics.Pointer)[place] += T.CreateTruncating(value);

    // Fills the softmax, and gives the logarithm of the sum that it was divided by.
    private static T Softmax(T* logits, T* probability, int bins)
    {
        T top = logits[0], sum = T.Zero;
        for (int j = 1; j < bins; j++) top = T.Max(top, logits[j]);
        for (int j = 0; j < bins; j++) sum += probability[j] = T.Exp(logits[j] - top);
        for (int j = 0; j < bins; j++) probability[j] /= sum;
        return top + T.Log(sum);
    }

    private static T Dot(T* x, T* y, int count)
    {
        T sum = T.Zero;
        for (int j = 0; j < count; j++) sum += x[j] * y[j];
        return sum;
    }

    /// <summary>Weights of the tasks that rows belong to; 1 where there are none.</summary>
    private readonly struct TaskWeights(Matrix? weights)
    {
        private readonly T* _first = weights is null ? null : (T*)weights.Pointer;
        private readonly int _tasks = weights?.Columns ?? 0;

        public T Of(int row, int rows) => _first is null ? T.One : _first[(long)row * _tasks / rows];
    }

    private struct TargetWork : IRangeWork
    {
        public HostRows<T> Logits, Next, Rewards, Terminated, Target;
        public T* Values, Alpha;
        public int Tasks, Members;
        public T Gamma, Scale, Limit, Spacing;

        public void Run(int begin, int end)
        {
            int bins = Logits.Columns, rows = Logits.Rows;
            T* mixture = stackalloc T[bins], one = stackalloc T[bins];
            T last = T.CreateTruncating(bins - 1), members = T.CreateTruncating(Members);
            for (int row = begin; row < end; row++)
            {
                new Span<T>(mixture, bins).Clear();
                for (int member = 0; member < Members; member++)
                {
                    Softmax(Logits[(member * rows) + row], one, bins);
                    for (int j = 0; j < bins; j++) mixture[j] += one[j];
                }

                T* target = Target[row];
                new Span<T>(target, bins).Clear();
                T reward = *Rewards[row] * Scale, bonus = Alpha[(long)row * Tasks / rows] * *Next[row], follows = (T.One - *Terminated[row]) * Gamma;
                for (int j = 0; j < bins; j++)
                {
                    T value = T.Clamp(reward + (follows * (Values[j] - bonus)), -Limit, Limit);
                    T place = T.Clamp((value + Limit) / Spacing, T.Zero, last);
                    // Without a number the place is none either: the saturating conversion keeps the bin in range.
                    int lower = Math.Min(int.CreateSaturating(place), bins - 2);
                    T upper = place - T.CreateTruncating(lower), share = mixture[j] / members;
                    target[lower] += share * (T.One - upper);
                    target[lower + 1] += share * upper;
                }
            }
        }
    }

    /// <summary>Softmax less target, divided by rows; the cross-entropies and expectations.</summary>
    private struct CriticWork : IRangeWork
    {
        public HostRows<T> Logits, Target, Gradient;
        public TaskWeights Weights;
        public T* Values, Each;
        public double* Losses;

        public void Run(int begin, int end)
        {
            int bins = Logits.Columns;
            T rows = T.CreateTruncating(Logits.Rows);
            for (int at = begin; at < end; at++)
            {
                T weight = Weights.Of(at % Logits.Rows, Logits.Rows), scale = weight / rows;
                T* logits = Logits[at], target = Target[at % Logits.Rows], gradient = Gradient[at];
                T normaliser = Softmax(logits, gradient, bins);
                Each[at] = Dot(gradient, Values, bins);
                double loss = 0;
                for (int j = 0; j < bins; j++)
                {
                    loss += double.CreateTruncating(target[j] * (normaliser - logits[j]));
                    gradient[j] = (gradient[j] - target[j]) * scale;
                }

                Losses[at] = double.CreateTruncating(weight) * loss;
            }
        }
    }

    /// <summary>The expectations, and with a scale their gradients.</summary>
    private struct ValueWork : IRangeWork
    {
        public HostRows<T> Logits, Gradient;
        public TaskWeights Weights;
        public T* Values, Each;
        public T Scale;

        public void Run(int begin, int end)
        {
            int bins = Logits.Columns;
            T* own = stackalloc T[bins];
            for (int at = begin; at < end; at++)
            {
                T* probability = Scale == T.Zero ? own : Gradient[at];
                Softmax(Logits[at], probability, bins);
                T value = Each[at] = Dot(probability, Values, bins);
                if (Scale == T.Zero) continue;
                T weight = Weights.Of(at % Logits.Rows, Logits.Rows) * Scale;
                for (int j = 0; j < bins; j++) probability[j] *= weight * (Values[j] - value);
            }
        }
    }
}
