using MtrlAkka.MetaWorld.Policies;
using MtrlAkka.MetaWorld.Robot;
using MtrlAkka.Physics;

namespace MtrlAkka.MetaWorld.Tasks;

/// <summary>Press a button down from above, past a wall. Here an open gripper is paid for, not a closed one.</summary>
internal sealed class ButtonPressTopdownWall(Simulation simulation, SawyerArm arm) : ButtonBoxTask(simulation, arm)
{
    public static TaskDefinition Definition { get; } = new()
    {
        Name = "button-press-topdown-wall-v3",
        Scene = "button-press-topdown-wall.xml",
        ReferenceScene = "sawyer_button_press_topdown_wall.xml",
        HandStart = HandStart,
        VectorLow = [-0.1, 0.8, 0.115],
        VectorHigh = [0.1, 0.9, 0.115],
        GoalSite = null,
        Policy = new ButtonPressTopdownPolicy(aside: -0.06, effort: -1),
        Create = static (simulation, arm) => new ButtonPressTopdownWall(simulation, arm),
    };

    protected override bool FromAbove => true;

    protected override double NearRadius => 0.01;

    protected override double SuccessDistance => 0.024;

    protected override double Reward(double opening, double distance, double near, double pressed) =>
        ApproachThenPress(5, opening, near, distance <= 0.03, pressed);
}
