using MtrlAkka.MetaWorld.Policies;
using MtrlAkka.MetaWorld.Robot;
using MtrlAkka.Physics;

namespace MtrlAkka.MetaWorld.Tasks;

/// <summary>Press a button down from above.</summary>
internal sealed class ButtonPressTopdown(Simulation simulation, SawyerArm arm) : ButtonBoxTask(simulation, arm)
{
    public static TaskDefinition Definition { get; } = new()
    {
        Name = "button-press-topdown-v3",
        Scene = "button-press-topdown.xml",
        ReferenceScene = "sawyer_button_press_topdown.xml",
        HandStart = HandStart,
        VectorLow = [-0.1, 0.8, 0.115],
        VectorHigh = [0.1, 0.9, 0.115],
        GoalSite = null,
        Policy = new ButtonPressTopdownPolicy(aside: 0, effort: 1),
        Create = static (simulation, arm) => new ButtonPressTopdown(simulation, arm),
    };

    protected override bool FromAbove => true;

    protected override double NearRadius => 0.01;

    protected override double SuccessDistance => 0.024;

    protected override double Reward(double opening, double distance, double near, double pressed) =>
        ApproachThenPress(5, 1 - opening, near, distance <= 0.03, pressed);
}
