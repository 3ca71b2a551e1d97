using MtrlAkka.Numerics;
using static TorchSharp.torch;

namespace MtrlAkka.Learning.Tests;

/// <summary>PCGrad's arithmetic against its definition, vector by vector.</summary>
public class PcGradTests
{
    public static TheoryData<bool, bool> Kernels => new() { { true, true }, { true, false }, { false, true }, { false, false } };

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Projections_by_products_equal_projections_of_vectors(bool host, bool wide)
    {
        foreach (int tasks in new[] { 1, 2, 3, 7, 12 })
        {
            foreach (var projection in new[] { new Projection(), new Projection(Self: true, 1e-8, Mean: true) })
            {
                double[][] gradients = Gradients(tasks, 3000);
                var order = new float[tasks * tasks];
                TaskOrder.Draw(order, tasks, new CounterRandom(4, 2), (ulong)tasks);
                var (expected, conflicts) = Sequential(gradients, order, projection);
                var (combined, counted) = Kernel(gradients, order, projection, host, wide);
                double scale = expected.Max(Math.Abs);
                for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], combined[i], (wide ? 1e-12 : 1e-5) * scale);
                Assert.Equal(conflicts, counted);
                if (tasks > 2) Assert.InRange(conflicts, 1, tasks * (tasks - 1) / 2);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void What_does_not_conflict_is_summed_and_what_does_is_not_undone(bool host, bool wide)
    {
        float[] order = [0, 1, 0, 1];
        var (friends, none) = Kernel([[1, 2], [2, 0.5]], order, new Projection(), host, wide);
        Assert.Equal(0, none);
        Assert.Equal([3, 2.5], friends[..2]);

        // (1, 0) and (-1, 1): each keeps what is orthogonal to the other, (1/2, 1/2) and (0, 1).
        var (foes, one) = Kernel([[1, 0], [-1, 1]], order, new Projection(), host, wide);
        Assert.Equal(1, one);
        Assert.Equal(0.5, foes[0], 1e-6);
        Assert.Equal(1.5, foes[1], 1e-6);

        // A task without a gradient meets nobody, and opposite ones cancel.
        Assert.Equal([1, 0], Kernel([[1, 0], [0, 0]], order, new Projection(), host, wide).Combined[..2]);
        Assert.Equal([0, 0], Kernel([[1, 0], [-2, 0]], order, new Projection(), host, wide).Combined[..2]);
    }

    [Fact]
    public void Each_task_has_an_order_of_its_own_that_changes_with_the_update()
    {
        const int Tasks = 10;
        var seen = new HashSet<string>();
        var firsts = new int[Tasks];
        for (ulong update = 0; update < 200; update++)
        {
            var order = new float[Tasks * Tasks];
            TaskOrder.Draw(order, Tasks, new CounterRandom(1, LearnerStreams.ActorTaskOrder), update);
            foreach (float[] row in order.Chunk(Tasks))
            {
                Assert.Equal(Enumerable.Range(0, Tasks).Select(static task => (float)task), row.Order());
                seen.Add(string.Join(',', row));
                firsts[(int)row[0]]++;
            }
        }

        Assert.Equal(2000, seen.Count);
        Assert.All(firsts, static count => Assert.InRange(count, 150, 250));
    }

    // The definition of algorithm 1, with the reference's variants.
    private static (double[] Result, int Conflicts) Sequential(double[][] gradients, float[] order, Projection projection)
    {
        static double Dot(double[] a, double[] b) => a.Zip(b, static (x, y) => x * y).Sum();
        var result = new double[gradients[0].Length];
        int conflicts = 0, tasks = gradients.Length;
        for (int task = 0; task < tasks; task++)
        {
            double[] own = [.. gradients[task]];
            foreach (int other in order.AsSpan(task * tasks, tasks).ToArray().Select(static turn => (int)turn))
            {
                if (other < task && Dot(gradients[task], gradients[other]) < 0) conflicts++;
                if (other == task && !projection.Self) continue;
                double share = Math.Min(Dot(own, gradients[other]), 0) / (Dot(gradients[other], gradients[other]) + projection.Epsilon);
                for (int i = 0; i < own.Length; i++) own[i] -= share * gradients[other][i];
            }

            for (int i = 0; i < own.Length; i++) result[i] += projection.Mean ? own[i] / tasks : own[i];
        }

        return (result, conflicts);
    }

    private static (double[] Combined, int Conflicts) Kernel(double[][] gradients, float[] order, Projection projection, bool host, bool wide)
    {
        var type = wide ? ScalarType.Float64 : ScalarType.Float32;
        int tasks = gradients.Length, size = gradients[0].Length;
        var layout = new ParameterLayout([new("weights", [size], ParameterStart.Constant(0))], 1);
        using TaskGradients matrix = new(layout, null, tasks, type, CPU);
        using FlatParameters combined = new(layout, type, CPU);
        using Matrix turns = new(tensor(order).to(type).view(1, tasks, tasks)), metrics = Matrix.Zeros(1, 1, Metric.Count, type, CPU);
        using var scope = NewDisposeScope();
        for (int task = 0; task < tasks; task++) matrix.View(task, 0).copy_(tensor(gradients[task]).div(tasks));
        var kernels = host ? DeviceKernels.For(CPU, type) : DeviceKernels.Torch;
        kernels.Gradients.Project(matrix, turns, projection, combined.Vector, metrics, Metric.ActorConflicts);
        double[] Values(Tensor one) => one.to(ScalarType.Float64).view(-1).data<double>().ToArray();
        return (Values(combined.View(0)), (int)Values(metrics.Tensor)[Metric.ActorConflicts]);
    }

    // Random directions with something in common, so that some conflict and some do not.
    private static double[][] Gradients(int tasks, int size)
    {
        var values = new float[(tasks + 1) * size];
        new CounterRandom(9, 1).Normal(values, (ulong)tasks);
        return
        [
            .. Enumerable.Range(0, tasks).Select(task => Enumerable.Range(0, size)
                .Select(i => (task % 3 == 0 ? 0.1 : -0.05) * values[(tasks * size) + i] * (task + 1) + (0.2 * (task + 1) * values[(task * size) + i])).ToArray()),
        ];
    }
}
