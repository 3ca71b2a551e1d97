using System.Numerics;

namespace MtrlAkka.Learning;

/// <summary>The agent's arithmetic for the CPU: rows in parallel, sums over them in order.</summary>
internal sealed unsafe class HostSacKernels<T> : SacKernels where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int Grain = 256;

    private static readonly T Two = T.CreateTruncating(2), Half = T.CreateTruncating(0.5), Log2 = T.CreateTruncating(Math.Log(2));

    // One less the distance from one to the next number of the type.
    private static readonly T Limit = T.One - (T.BitIncrement(T.One) - T.One);

    private readonly HostScratch<T> _rows = new();

    public override void Sample(Matrix output, Matrix noise, Matrix action, Matrix logProbability, (double Low, double High) bounds) =>
        HostThreads.Split(
            new SampleWork
            {
                Output = new(output), Noise = new(noise), Action = new(action), LogProbability = new(logProbability),
                Low = T.CreateTruncating(bounds.Low), High = T.CreateTruncating(bounds.High),
            },
            output.Rows, Grain);

    public override void TaskWeights(Matrix logAlpha, Matrix weights)
    {
        int tasks = logAlpha.Columns;
        T* alpha = (T*)logAlpha.Pointer, weight = (T*)weights.Pointer;
        T least = alpha[0], sum = T.Zero;
        for (int task = 1; task < tasks; task++) least = T.Min(least, alpha[task]);
        for (int task = 0; task < tasks; task++) sum += weight[task] = T.Exp(least - alpha[task]);
        for (int task = 0; task < tasks; task++) weight[task] *= T.CreateTruncating(tasks) / sum;
    }

    public override void CriticLoss(
        Matrix q, Matrix targetQ, Matrix nextLogProbability, Matrix rewards, Matrix terminated, Matrix logAlpha, Matrix? weights,
        double gamma, double rewardScale, Matrix gradient, Matrix metrics, Matrix? taskLosses = null)
    {
        HostRows<T> values = new(q), targets = new(targetQ), next = new(nextLogProbability), reward = new(rewards), done = new(terminated);
        HostRows<T> gradients = new(gradient);
        T discount = T.CreateTruncating(gamma), scale = T.CreateTruncating(rewardScale), mean = T.CreateTruncating(2.0 / (q.Members * q.Rows));
        T* alpha = Temperatures(logAlpha), ofTasks = Pointer(weights);
        double loss = 0, value = 0;
        Span<double> ofTask = stackalloc double[taskLosses?.Columns ?? 1];
        ofTask.Clear();
        for (int row = 0; row < q.Rows; row++)
        {
            T least = *targets[row];
            for (int member = 1; member < q.Members; member++) least = T.Min(least, *targets[(member * q.Rows) + row]);
            least -= alpha[(long)row * logAlpha.Columns / q.Rows] * *next[row];
            T weight = Weight(ofTasks, (int)((long)row * logAlpha.Columns / q.Rows));
            T y = (*reward[row] * scale) + ((T.One - *done[row]) * discount * least);
            for (int member = 0; member < q.Members; member++)
            {
                int at = (member * q.Rows) + row;
                T error = *values[at] - y;
                *gradients[at] = error * weight * mean;
                double part = double.CreateTruncating(error * weight * error);
                loss += part;
                ofTask[(int)((long)row * ofTask.Length / q.Rows)] += part;
                value += double.CreateTruncating(*values[at]);
            }
        }

        Add(metrics, Metric.CriticLoss, loss / (q.Members * q.Rows));
        Add(metrics, Metric.CriticValue, value / (q.Members * q.Rows));
        for (int task = 0; taskLosses is not null && task < ofTask.Length; task++)
            ((T*)taskLosses.Pointer)[task] = T.CreateTruncating(ofTask[task] * ofTask.Length / (q.Members * q.Rows));
    }

    public override void ActorLoss(Matrix q, Matrix logProbability, Matrix logAlpha, Matrix? weights, Matrix gradient, Matrix metrics)
    {
        HostRows<T> values = new(q), log = new(logProbability), gradients = new(gradient);
        T mean = T.CreateTruncating(-1.0 / q.Rows);
        T* alpha = Temperatures(logAlpha), ofTasks = Pointer(weights);
        double loss = 0, entropy = 0;
        for (int row = 0; row < q.Rows; row++)
        {
            int least = 0;
            for (int member = 0; member < q.Members; member++)
            {
                int at = (member * q.Rows) + row;
                *gradients[at] = T.Zero;
                if (*values[at] < *values[(least * q.Rows) + row]) least = member;
            }

            int task = (int)((long)row * logAlpha.Columns / q.Rows);
            T weight = Weight(ofTasks, task);
            *gradients[(least * q.Rows) + row] = weight * mean;
            loss += double.CreateTruncating(weight * ((alpha[task] * *log[row]) - *values[(least * q.Rows) + row]));
            entropy -= double.CreateTruncating(*log[row]);
        }

        Add(metrics, Metric.ActorLoss, loss / q.Rows);
        Add(metrics, Metric.Entropy, entropy / q.Rows);
    }

    public override void SampleBackward(
        Matrix output, Matrix noise, Matrix actionGradient, Matrix logAlpha, Matrix? weights, (double Low, double High) bounds, Matrix outputGradient) =>
        HostThreads.Split(
            new SampleBackwardWork
            {
                Output = new(output), Noise = new(noise), ActionGradient = new(actionGradient), OutputGradient = new(outputGradient),
                Alpha = Temperatures(logAlpha), Weights = Pointer(weights), Tasks = logAlpha.Columns, Members = actionGradient.Members,
                Low = T.CreateTruncating(bounds.Low), High = T.CreateTruncating(bounds.High),
            },
            output.Rows, Grain);

    public override void TemperatureLoss(
        TemperatureLoss loss, Matrix logProbability, Matrix logAlpha, double targetEntropy, Matrix gradient, Matrix metrics)
    {
        HostRows<T> log = new(logProbability);
        T* alpha = (T*)logAlpha.Pointer, gradients = (T*)gradient.Pointer;
        int tasks = logAlpha.Columns, rows = logProbability.Rows, each = rows / tasks;
        double value = 0;
        for (int task = 0; task < tasks; task++)
        {
            double sum = 0, logarithm = double.CreateTruncating(alpha[task]);
            for (int i = 0; i < each; i++) sum += double.CreateTruncating(*log[(task * each) + i]) + targetEntropy;
            bool linear = loss == Learning.TemperatureLoss.Alpha;
            gradients[task] = T.CreateTruncating(-sum / rows * (linear ? Math.Exp(logarithm) : 1));
            value -= sum / rows * (linear ? Math.Exp(logarithm) : logarithm);
        }

        Add(metrics, Metric.TemperatureLoss, value);
    }

    private T* Temperatures(Matrix logAlpha)
    {
        T* alpha = _rows.Take(logAlpha.Columns);
        for (int task = 0; task < logAlpha.Columns; task++) alpha[task] = T.Exp(((T*)logAlpha.Pointer)[task]);
        return alpha;
    }

    private static T* Pointer(Matrix? weights) => weights is null ? null : (T*)weights.Pointer;

    private static T Weight(T* ofTasks, int task) => ofTasks is null ? T.One : ofTasks[task];

    private static void Add(Matrix metrics, int place, double value) => ((T*)metrics.Pointer)[place] += T.CreateTruncating(value);

    private struct SampleWork : IRangeWork
    {
        public HostRows<T> Output, Noise, Action, LogProbability;
        public T Low, High;

        public void Run(int begin, int end)
        {
            int size = Noise.Columns;
            T constant = T.CreateTruncating(0.5 * Math.Log(2 * Math.PI));
            for (int row = begin; row < end; row++)
            {
                T* output = Output[row], noise = Noise[row], action = Action[row];
                T sum = T.Zero;
                for (int k = 0; k < size; k++)
                {
                    T logStd = T.Clamp(output[size + k], Low, High);
                    T sample = output[k] + (T.Exp(logStd) * noise[k]);
                    action[k] = T.Clamp(T.Tanh(sample), -Limit, Limit);
                    // log(1 - tanh²) = 2 (log 2 - x - softplus(-2x)), which does not cancel for large x.
                    T softplus = T.Max(-Two * sample, T.Zero) + T.LogP1(T.Exp(-T.Abs(Two * sample)));
                    sum += (-Half * noise[k] * noise[k]) - logStd - constant - (Two * (Log2 - sample - softplus));
                }

                *LogProbability[row] = sum;
            }
        }
    }

    private struct SampleBackwardWork : IRangeWork
    {
        public HostRows<T> Output, Noise, ActionGradient, OutputGradient;
        public T* Alpha, Weights;
        public int Tasks, Members;
        public T Low, High;

        public void Run(int begin, int end)
        {
            int size = Noise.Columns, rows = Output.Rows;
            for (int row = begin; row < end; row++)
            {
                T* output = Output[row], noise = Noise[row], gradient = OutputGradient[row];
                int task = (int)((long)row * Tasks / rows);
                T weight = Weight(Weights, task) * Alpha[task] / T.CreateTruncating(rows);
                for (int k = 0; k < size; k++)
                {
                    T raw = output[size + k], spread = T.Exp(T.Clamp(raw, Low, High)) * noise[k];
                    T action = T.Tanh(output[k] + spread), sum = T.Zero;
                    for (int member = 0; member < Members; member++) sum += ActionGradient[(member * rows) + row][k];
                    // d log π / dx = 2 tanh x; the clip of the action passes nothing on beyond its bound.
                    T sample = weight * Two * action;
                    if (T.Abs(action) <= Limit) sample += sum * (T.One - (action * action));
                    gradient[k] = sample;
                    gradient[size + k] = raw >= Low && raw <= High ? (sample * spread) - weight : T.Zero;
                }
            }
        }
    }
}
