using MtrlAkka.MetaWorld.Geometry;
using MtrlAkka.Physics;

namespace MtrlAkka.MetaWorld.Robot;

/// <summary>
/// The Sawyer arm of a simulation: its hand hangs on a mocap body by a weld, so it is moved by moving that body,
/// and two finger actuators open and close it.
/// </summary>
public sealed class SawyerArm
{
    /// <summary>Physics steps in one environment step.</summary>
    public const int Substeps = 5;

    /// <summary>Joints of arm and fingers; the numbers of a scene's objects follow them, but for the mug of the coffee machine.</summary>
    public const int JointCount = 9;

    private const double ActionScale = 0.01;
    private const double FullOpening = 0.1;

    // Anchor at the origin, relative pose (0, 0, 0), (-1, 0, 0, 0), torque scale 5.
    private static readonly double[] WeldNumbers = [0, 0, 0, 0, 0, 0, -1, 0, 0, 0, 5];

    private readonly Simulation _simulation;
    private readonly int _hand, _rightClaw, _leftClaw, _rightPad, _leftPad, _mocap;
    private readonly int _rightFinger, _leftFinger, _rightPadGeom, _leftPadGeom;

    public SawyerArm(Simulation simulation)
    {
        _simulation = simulation;
        var model = simulation.Model;
        _hand = model.Body("hand");
        _rightClaw = model.Body("rightclaw");
        _leftClaw = model.Body("leftclaw");
        _rightPad = model.Body("rightpad");
        _leftPad = model.Body("leftpad");
        _rightFinger = model.Site("rightEndEffector");
        _leftFinger = model.Site("leftEndEffector");
        _rightPadGeom = model.Geom("rightpad_geom");
        _leftPadGeom = model.Geom("leftpad_geom");
        _mocap = model.MocapOf(model.Body("mocap"));
        model.SetWelds(WeldNumbers);
    }

    /// <summary>Where the hand is.</summary>
    public Point Hand => Point.At(_simulation.BodyPositions, _hand);

    /// <summary>The point between the finger tips.</summary>
    public Point FingerCentre
    {
        get
        {
            var sum = Point.At(_simulation.SitePositions, _rightFinger) + Point.At(_simulation.SitePositions, _leftFinger);
            return 0.5 * sum;
        }
    }

    /// <summary>The tip of the left finger.</summary>
    public Point LeftFinger => Point.At(_simulation.SitePositions, _leftFinger);

    /// <summary>Where the left pad is.</summary>
    public Point LeftPad => Point.At(_simulation.BodyPositions, _leftPad);

    /// <summary>Where the right pad is.</summary>
    public Point RightPad => Point.At(_simulation.BodyPositions, _rightPad);

    /// <summary>How far the gripper is open, in [0, 1].</summary>
    public double Opening
    {
        get
        {
            var across = Point.At(_simulation.BodyPositions, _rightClaw) - Point.At(_simulation.BodyPositions, _leftClaw);
            return Math.Min(across.Length / FullOpening, 1.0);
        }
    }

    /// <summary>Whether both pads press on a geom.</summary>
    public bool Grips(int geom)
    {
        var contacts = _simulation.Contacts;
        return contacts.ForceBetween(_leftPadGeom, geom) > 0 && contacts.ForceBetween(_rightPadGeom, geom) > 0;
    }

    /// <summary>One environment step with the hand drawn to a place and the gripper opening.</summary>
    public void HoldOpenAt(Point place)
    {
        PlaceMocap(place);
        Advance(-1, 1);
    }

    /// <summary>
    /// One environment step under an action of four numbers: the first three, cut to [-1, 1], shift the hand's mocap
    /// body by up to a centimetre, within <paramref name="reach"/>; the fourth closes the gripper.
    /// </summary>
    public void Act(ReadOnlySpan<double> action, Box reach)
    {
        var shift = ActionScale * new Point(
            Math.Clamp(action[0], -1, 1), Math.Clamp(action[1], -1, 1), Math.Clamp(action[2], -1, 1));
        PlaceMocap(reach.Clip(Point.At(_simulation.MocapPositions, _mocap) + shift));
        Advance(action[3], -action[3]);
    }

    private void PlaceMocap(Point place)
    {
        place.CopyTo(_simulation.MocapPositions.Slice(3 * _mocap, 3));
        var quaternion = _simulation.MocapQuaternions.Slice(4 * _mocap, 4);
        quaternion[0] = 1;
        quaternion[1] = 0;
        quaternion[2] = 1;
        quaternion[3] = 0;
    }

    private void Advance(double right, double left)
    {
        var controls = _simulation.Controls;
        controls[0] = right;
        controls[1] = left;
        _simulation.Step(Substeps);
        _simulation.RnePostConstraint();
    }
}
