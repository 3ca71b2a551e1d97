namespace MtrlAkka.Cluster.Wire;

/// <summary>How one kind of message is written and read.</summary>
public abstract class MessageCodec
{
    private MessageCodec(Type type, string name, int version, int oldest) => (Type, Name, Version, Oldest) = (type, name, version, oldest);

    /// <summary>The message's type.</summary>
    public Type Type { get; }

    /// <summary>Its short name on the wire, without a version.</summary>
    public string Name { get; }

    /// <summary>The version that is written.</summary>
    public int Version { get; }

    /// <summary>The oldest version that is still read.</summary>
    public int Oldest { get; }

    /// <summary>Name and version as they go with every message.</summary>
    public string Manifest => ManifestOf(Version);

    /// <summary>Name and a version.</summary>
    public string ManifestOf(int version) => FormattableString.Invariant($"{Name}{version}");

    /// <summary>Writes a message of the newest version.</summary>
    public abstract void Write(WireWriter writer, object message);

    /// <summary>Reads a message of a version from <see cref="Oldest"/> to <see cref="Version"/>.</summary>
    /// <exception cref="WireException">It is not what it should be.</exception>
    public abstract object Read(ref WireReader reader, int version);

    /// <summary>A codec that has one version so far, or reads only its newest.</summary>
    /// <param name="name">Letters that no other codec has.</param>
    /// <param name="version">The version; raised with every change of the bytes.</param>
    /// <param name="write">Writes the fields.</param>
    /// <param name="read">Reads them, in the same order.</param>
    public static MessageCodec Of<T>(string name, int version, Action<WireWriter, T> write, WireRead<T> read)
        where T : notnull => Of(name, version, version, write, (ref reader, _) => read(ref reader));

    /// <summary>A codec that reads older versions too.</summary>
    /// <param name="name">Letters that no other codec has.</param>
    /// <param name="version">The version that is written.</param>
    /// <param name="oldest">The oldest version that is read.</param>
    /// <param name="write">Writes the fields of the newest.</param>
    /// <param name="read">Reads those of any.</param>
    public static MessageCodec Of<T>(string name, int version, int oldest, Action<WireWriter, T> write, VersionedRead<T> read)
        where T : notnull => new Typed<T>(name, version, oldest, write, read);

    private sealed class Typed<T>(string name, int version, int oldest, Action<WireWriter, T> write, VersionedRead<T> read)
        : MessageCodec(typeof(T), name, version, oldest)
        where T : notnull
    {
        public override void Write(WireWriter writer, object message) => write(writer, (T)message);

        public override object Read(ref WireReader reader, int version)
        {
            try
            {
                return read(ref reader, version);
            }
            catch (Exception error) when (error is not WireException)
            {
                // What a constructor refuses is no message either.
                throw new WireException($"message '{ManifestOf(version)}' cannot be read: {error.Message}", error);
            }
        }
    }
}

/// <summary>Reads a message of one of several versions.</summary>
public delegate T VersionedRead<out T>(ref WireReader reader, int version);
