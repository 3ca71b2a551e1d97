namespace MtrlAkka.Physics;

/// <summary>One stretch of native memory that belongs to a simulation's state.</summary>
internal readonly unsafe struct StateSegment
{
    private StateSegment(byte* start, int length)
    {
        Start = start;
        Length = length;
    }

    public byte* Start { get; }

    public int Length { get; }

    /// <summary>All segments, in the order of a saved state.</summary>
    public static StateSegment[] Of(Model model, byte* data)
    {
        var segments = new List<StateSegment> { new(data + model.Layout["mjData.time"].Offset, sizeof(double)) };
        Add("qpos", model.PositionCount * sizeof(double));
        Add("qvel", model.VelocityCount * sizeof(double));
        Add("act", model.ActivationCount * sizeof(double));
        Add("qacc_warmstart", model.VelocityCount * sizeof(double));
        Add("ctrl", model.ControlCount * sizeof(double));
        Add("qfrc_applied", model.VelocityCount * sizeof(double));
        Add("xfrc_applied", 6 * model.BodyCount * sizeof(double));
        Add("mocap_pos", 3 * model.MocapCount * sizeof(double));
        Add("mocap_quat", 4 * model.MocapCount * sizeof(double));
        Add("userdata", model.UserDataCount * sizeof(double));
        Add("eq_active", model.EqualityCount);
        return [.. segments];

        // Before 3.0 a constraint's being active belongs to the model, and nothing here changes it there.
        void Add(string field, int length)
        {
            if (length > 0 && model.Layout.Find("mjData." + field) is { } layout)
                segments.Add(new StateSegment(*(byte**)(data + layout.Offset), length));
        }
    }
}
