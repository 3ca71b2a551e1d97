namespace MtrlAkka.Physics.Rendering;

/// <summary>Pictures cannot be made as asked: no OpenGL without a window, or a picture that is too large. The message is fit for the user.</summary>
public sealed class RenderingException(string message) : MuJoCoException(message);
