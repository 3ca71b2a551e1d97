using MtrlAkka.MetaWorld.Geometry;
using MtrlAkka.MetaWorld.Robot;
using MtrlAkka.MetaWorld.Tasks;

namespace MtrlAkka.MetaWorld;

/// <summary>
/// Writes observations: hand position (3), gripper opening (1) and the objects (14), now and one step ago, then the goal
/// (3). Remembers the frame of the step before.
/// </summary>
internal sealed class ObservationFrames
{
    /// <summary>Numbers in a frame.</summary>
    public const int FrameSize = 18;

    private const int GripperIndex = 3;
    private static readonly Box HandRange = new(new Point(-0.525, 0.348, -0.0525), new Point(0.525, 1.025, 0.7));

    private readonly SawyerArm _arm;
    private readonly ManipulationTask _task;
    private readonly bool _goalObserved;
    private readonly double[] _before = new double[FrameSize];

    public ObservationFrames(SawyerArm arm, ManipulationTask task, bool goalObserved, Box goalRange)
    {
        (_arm, _task, _goalObserved) = (arm, task, goalObserved);
        Space = SpaceOf(goalObserved ? goalRange : default);
    }

    /// <summary>What <see cref="WriteStep"/> writes: hand and gripper within the robot's range, the goal within the task's.</summary>
    public BoxSpace Space { get; }

    /// <summary>The frame of the step before; part of an episode's state.</summary>
    public Span<double> Before => _before;

    /// <summary>The first observation of an episode: both frames are the same, and nothing is cut.</summary>
    public void WriteFirst(Span<double> observation)
    {
        Write(observation);
        observation[..FrameSize].CopyTo(observation[FrameSize..]);
    }

    /// <summary>The observation after a step, cut to <see cref="Space"/>.</summary>
    public void WriteStep(Span<double> observation)
    {
        Write(observation);
        Space.Clip(observation);
    }

    private void Write(Span<double> observation)
    {
        var frame = observation[..FrameSize];
        frame.Clear();
        _arm.Hand.CopyTo(frame);
        frame[GripperIndex] = _arm.Opening;
        _task.ObserveObjects(frame[(GripperIndex + 1)..]);
        _before.CopyTo(observation[FrameSize..]);
        (_goalObserved ? _task.Start.Target : default).CopyTo(observation[(2 * FrameSize)..]);
        frame.CopyTo(_before);
    }

    private static BoxSpace SpaceOf(Box goal)
    {
        double[] low = new double[MetaWorldEnvironment.ObservationSize], high = new double[low.Length];
        Array.Fill(low, double.NegativeInfinity);
        Array.Fill(high, double.PositiveInfinity);
        for (int frame = 0; frame < 2; frame++)
        {
            Put(HandRange, frame * FrameSize);
            (low[(frame * FrameSize) + GripperIndex], high[(frame * FrameSize) + GripperIndex]) = (-1, 1);
        }

        Put(goal, 2 * FrameSize);
        return new BoxSpace(low, high);

        void Put(Box box, int at)
        {
            box.Low.CopyTo(low.AsSpan(at));
            box.High.CopyTo(high.AsSpan(at));
        }
    }
}
