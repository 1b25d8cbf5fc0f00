import com.svix.Webhook;
import com.svix.exceptions.WebhookVerificationException;
import java.util.List;
import java.util.Map;

/** Verifies a webhook as a tenant's server in Java does. Arguments: body, id, time, signatures, another secret, secrets. */
public class Verify {
  public static void main(String[] args) throws Exception {
    String body = args[0];
    Map<String, List<String>> headers = Map.of(
        "webhook-id", List.of(args[1]),
        "webhook-timestamp", List.of(args[2]),
        "webhook-signature", List.of(args[3]));
    for (int at = 5; at < args.length; at++) {
      // It returns nothing: the body is read by what reads JSON, once it is verified.
      new Webhook(args[at]).verify(body, headers);
      System.out.println(args[1]);
    }
    refuses(args[5], body + " ", headers);
    refuses(args[4], body, headers);
  }

  private static void refuses(String secret, String body, Map<String, List<String>> headers) throws Exception {
    try {
      new Webhook(secret).verify(body, headers);
    } catch (WebhookVerificationException expected) {
      System.out.println("refused");
      return;
    }
    throw new IllegalStateException("a forged event was taken");
  }
}
