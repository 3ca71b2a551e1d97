namespace MtrlAkka.Physics;

/// <summary>Where the used fields of an mjContact lie.</summary>
internal sealed class ContactLayout(MuJoCoLayout layout)
{
    public int Size { get; } = layout["mjContact.size"].Size;

    public int Geom1 { get; } = layout["mjContact.geom1"].Offset;

    public int Geom2 { get; } = layout["mjContact.geom2"].Offset;

    public int ConstraintAddress { get; } = layout["mjContact.efc_address"].Offset;
}

/// <summary>The contacts between geoms at the last time the simulation looked; valid until it looks again.</summary>
public readonly unsafe ref struct ContactList
{
    private readonly byte* _contacts;
    private readonly ReadOnlySpan<double> _forces;
    private readonly ContactLayout _layout;

    internal ContactList(byte* contacts, int count, ReadOnlySpan<double> forces, ContactLayout layout)
    {
        _contacts = contacts;
        Count = count;
        _forces = forces;
        _layout = layout;
    }

    /// <summary>Number of contacts.</summary>
    public int Count { get; }

    /// <summary>
    /// Sum of the normal forces (newtons) of all contacts between two geoms; 0 where they do not touch. With pyramidal
    /// friction cones it is only one edge of each contact.
    /// </summary>
    public double ForceBetween(int geom, int other)
    {
        double sum = 0;
        for (int i = 0; i < Count; i++)
        {
            byte* contact = _contacts + (nint)i * _layout.Size;
            int first = *(int*)(contact + _layout.Geom1), second = *(int*)(contact + _layout.Geom2);
            if ((first != geom || second != other) && (first != other || second != geom)) continue;
            int address = *(int*)(contact + _layout.ConstraintAddress);
            if (address >= 0) sum += _forces[address];
        }

        return sum;
    }
}
