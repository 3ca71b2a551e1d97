namespace MtrlAkka.MetaWorld;

/// <summary>An environment, benchmark or goal table cannot be made as asked. The message is fit for the user.</summary>
public sealed class MetaWorldException : Exception
{
    public MetaWorldException(string message) : base(message)
    {
    }
}
