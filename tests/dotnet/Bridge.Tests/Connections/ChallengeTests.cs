using Bridge.Connections;

namespace Bridge.Tests.Connections;

/// <summary>Expected values come from CPython 3.13, <c>multiprocessing.connection._create_response</c>.</summary>
public class ChallengeTests
{
    private const string Bytes40 =
        "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f2021222324252627";

    [Theory]
    [InlineData("000102030405060708090a0b0c0d0e0f10111213", "7defa9cc46abc3583325d17ccda75190")]
    [InlineData(
        "7b7368613235367d" + Bytes40,
        "7b7368613235367dfc57fbe650d6124b98215e7b5d197d5807ad69982d275a9735ea2d56f1fa6989")]
    [InlineData(
        "7b7368613338347d" + Bytes40,
        "7b7368613338347dbae78a3376369f7b803a8473318a9b7062495b47434159ac84fc92ddb33c51b2"
        + "77c44c3edd9a5f9cb7d628f21abe2665")]
    [InlineData("7b6d64357d" + Bytes40, "7b6d64357de8928e8cca3ace2d777017168dc6a0b2")]
    [InlineData("7b7368613235367d000102030405060708090a0b", "5b24a7661534c3a0f064ac3e8117d3fc")]
    public void Answer_matches_CPython(string challenge, string expected)
    {
        var answer = Challenge.Answer("secret"u8, Convert.FromHexString(challenge));

        Assert.Equal(expected, Convert.ToHexStringLower(answer));
        Assert.True(Challenge.Verify("secret"u8, Convert.FromHexString(challenge), answer));
    }

    [Theory]
    [InlineData("7b736861335f3235367d" + Bytes40,
        "7b736861335f3235367d82e8fa62f363295b6655abecf0e98e510224c559e9745af9741c357aec358f90")]
    [InlineData("7b736861335f3338347d" + Bytes40,
        "7b736861335f3338347dbfbe71d4e622f58ebf6cbe049af4c8fe518645b482915af0940d678c37c0"
        + "b46dd1a2a448f9ee5141c91bba42b46a7862")]
    public void Answer_with_SHA3_matches_CPython(string challenge, string expected)
    {
        Assert.SkipUnless(
            System.Security.Cryptography.HMACSHA3_256.IsSupported, "This system has no SHA-3.");

        var answer = Challenge.Answer("secret"u8, Convert.FromHexString(challenge));

        Assert.Equal(expected, Convert.ToHexStringLower(answer));
    }

    [Theory]
    [InlineData("{rot13}0123456789abcdef")]
    [InlineData("{sha512}0123456789abcdef0123")]
    [InlineData("{sha1}0123456789abcdef0123")]
    [InlineData("{SHA256}0123456789abcdef0123")]
    [InlineData("{sha3_2566}0123456789abcdef0")]
    [InlineData("{}0123456789abcdef0123456789")]
    [InlineData("0123456789abcdef0123456789")]
    [InlineData("0123456789abcdef012")]
    [InlineData("0123456789abcdef")]
    [InlineData("")]
    public void Answer_to_an_unknown_digest_or_a_short_challenge_throws(string message)
    {
        Assert.Throws<BridgeAuthenticationException>(
            () => Challenge.Answer("secret"u8, System.Text.Encoding.ASCII.GetBytes(message)));
    }

    [Fact]
    public void Verify_takes_the_answer_of_a_legacy_peer_to_a_modern_challenge()
    {
        var message = Convert.FromHexString("7b7368613235367d" + Bytes40);
        var answer = Convert.FromHexString("8e48d2bb349b4b72b9382999ed5b62eb");

        Assert.True(Challenge.Verify("secret"u8, message, answer));
        Assert.False(Challenge.Verify("secret"u8, message, answer, allowLegacyMd5: false));
        Assert.False(Challenge.Verify("other"u8, message, answer));
    }

    [Theory]
    [InlineData("")]
    [InlineData("7b7368613235367d")]
    [InlineData("fc57fbe650d6124b98215e7b5d197d5807ad69982d275a9735ea2d56f1fa6989")]
    [InlineData("7b7368613235367dfc57fbe650d6124b98215e7b5d197d5807ad69982d275a9735ea2d56f1fa6988")]
    [InlineData("7b7368613235367dfc57fbe650d6124b98215e7b5d197d5807ad69982d275a9735ea2d56f1fa698900")]
    [InlineData("8e48d2bb349b4b72b9382999ed5b62ec")]
    public void Verify_refuses_a_wrong_answer(string answer)
    {
        var message = Convert.FromHexString("7b7368613235367d" + Bytes40);

        Assert.False(Challenge.Verify("secret"u8, message, Convert.FromHexString(answer)));
    }

    [Theory]
    [InlineData("000102030405060708090a0b0c0d0e0f10111213")]
    [InlineData("7b6d64357d" + Bytes40)]
    public void Answer_with_MD5_is_refused_when_it_is_not_allowed(string message)
    {
        Assert.Throws<BridgeAuthenticationException>(
            () => Challenge.Answer("secret"u8, Convert.FromHexString(message), allowLegacyMd5: false));
    }

    [Fact]
    public void CreateUniversal_is_tagged_and_random()
    {
        var message = Challenge.CreateUniversal();

        Assert.Equal(48, message.Length);
        Assert.StartsWith("7b7368613235367d", Convert.ToHexStringLower(message), StringComparison.Ordinal);
        Assert.NotEqual(message, Challenge.CreateUniversal());
    }
}
